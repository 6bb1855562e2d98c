# What is installed, and the Debian package of it: `scripts/deb.sh` builds the relay and the page first.
include(GNUInstallDirs)
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON) # the tests are not built for a package

install(TARGETS glasshell-relay RUNTIME DESTINATION bin COMPONENT relay)
install(DIRECTORY web/dist/ DESTINATION share/glasshell/web COMPONENT relay)
install(FILES deploy/systemd/glasshell-relay.service deploy/systemd/glasshell-relay.socket
  DESTINATION lib/systemd/system COMPONENT relay)
install(FILES deploy/debian/relay.toml DESTINATION /etc/glasshell COMPONENT relay)
install(FILES docs/operations.md docs/threat-model.md THIRD-PARTY-NOTICES.md
  DESTINATION share/doc/glasshell-relay COMPONENT relay)
install(FILES LICENSE DESTINATION share/doc/glasshell-relay RENAME copyright COMPONENT relay)
install(FILES deploy/grafana/glasshell.json DESTINATION share/glasshell/grafana COMPONENT relay)
install(DIRECTORY deploy/proxies DESTINATION share/doc/glasshell-relay COMPONENT relay)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_COMPONENTS_ALL relay)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_RELAY_PACKAGE_NAME glasshell-relay)
set(CPACK_DEBIAN_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "The Glasshell developers <glasshell@localhost>")
set(CPACK_DEBIAN_RELAY_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_RELAY_PACKAGE_RECOMMENDS "ca-certificates")
set(CPACK_COMPONENT_RELAY_DESCRIPTION "SSH in a browser tab: the relay and its page
The page is the SSH client; the relay carries sealed bytes between browsers and the nodes that it is
configured for, and cannot read them.")
set(CPACK_DEBIAN_RELAY_DESCRIPTION ${CPACK_COMPONENT_RELAY_DESCRIPTION})
foreach(script conffiles postinst prerm postrm)
  list(APPEND CPACK_DEBIAN_RELAY_PACKAGE_CONTROL_EXTRA ${PROJECT_SOURCE_DIR}/deploy/debian/${script})
endforeach()
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
include(CPack)
