#include "relay/openssh/config_keyword.hpp"

#include <algorithm>
#include <array>

namespace glasshell::relay::openssh {

namespace {

struct meaning {
  std::string_view word;
  config_keyword what;
};

constexpr std::array used = {
    meaning{"canonicalizehostname", config_keyword::canonicalization},
    meaning{"globalknownhostsfile", config_keyword::known_hosts},
    meaning{"host", config_keyword::host},
    meaning{"hostkeyalias", config_keyword::host_key_alias},
    meaning{"hostname", config_keyword::host_name},
    meaning{"ignoreunknown", config_keyword::ignore_unknown},
    meaning{"include", config_keyword::include},
    meaning{"knownhostscommand", config_keyword::known_hosts},
    meaning{"match", config_keyword::match},
    meaning{"port", config_keyword::port},
    meaning{"proxycommand", config_keyword::proxy_command},
    meaning{"proxyjump", config_keyword::proxy_jump},
    meaning{"user", config_keyword::user},
    meaning{"userknownhostsfile", config_keyword::known_hosts},
};

/// One text, since a line each would be all of this file.
constexpr std::string_view unused =
    " addkeystoagent addressfamily afstokenpassing batchmode bindaddress bindinterface canonicaldomains"
    " canonicalizefallbacklocal canonicalizemaxdots canonicalizepermittedcnames casignaturealgorithms"
    " certificatefile challengeresponseauthentication checkhostip cipher ciphers clearallforwardings compression"
    " compressionlevel connectionattempts connecttimeout controlmaster controlpath controlpersist"
    " dsaauthentication dynamicforward enableescapecommandline enablesshkeysign escapechar exitonforwardfailure"
    " fallbacktorsh fingerprinthash forkafterauthentication forwardagent forwardx11 forwardx11timeout"
    " forwardx11trusted gatewayports globalknownhostsfile2 gssapiauthentication gssapiclientidentity"
    " gssapidelegatecredentials gssapikexalgorithms gssapikeyexchange gssapirenewalforcesrekey"
    " gssapiserveridentity gssapitrustdns hashknownhosts hostbasedacceptedalgorithms hostbasedauthentication"
    " hostbasedkeytypes hostkeyalgorithms identitiesonly identityagent identityfile identityfile2 ipqos"
    " kbdinteractiveauthentication kbdinteractivedevices keepalive kerberosauthentication kerberostgtpassing"
    " kexalgorithms localcommand localforward loglevel logverbose macs nohostauthenticationforlocalhost"
    " numberofpasswordprompts passwordauthentication permitlocalcommand permitremoteopen pkcs11provider"
    " preferredauthentications protocol protocolkeepalives proxyusefdpass pubkeyacceptedalgorithms"
    " pubkeyacceptedkeytypes pubkeyauthentication rekeylimit remotecommand remoteforward requesttty"
    " requiredrsasize revokedhostkeys rhostsauthentication rhostsrsaauthentication rsaauthentication"
    " securitykeyprovider sendenv serveralivecountmax serveraliveinterval sessiontype setenv setuptimeout"
    " skeyauthentication smartcarddevice stdinnull streamlocalbindmask streamlocalbindunlink"
    " stricthostkeychecking syslogfacility tcpkeepalive tisauthentication tunnel tunneldevice updatehostkeys"
    " useblacklistedkeys useprivilegedport userknownhostsfile2 useroaming usersh verifyhostkeydns visualhostkey"
    " xauthlocation ";

bool is_unused(std::string_view word) noexcept {
  if (word.empty() || word.find(' ') != std::string_view::npos) return false;
  for (std::size_t at = unused.find(word); at != std::string_view::npos; at = unused.find(word, at + 1)) {
    if (at > 0 && unused[at - 1] == ' ' && unused[at + word.size()] == ' ') return true;
  }
  return false;
}

}  // namespace

config_keyword keyword_of(std::string_view lower) noexcept {
  const auto* const found = std::ranges::find(used, lower, &meaning::word);
  if (found != used.end()) return found->what;
  return is_unused(lower) ? config_keyword::unused : config_keyword::unknown;
}

}  // namespace glasshell::relay::openssh
