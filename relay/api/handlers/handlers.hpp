// The routes' handlers, by what they are about. Each is called by the dispatcher alone, when its route's caller may call it.
// @par Thread safety  Any thread that may wait: they use the store.
#pragma once

#include "relay/api/call.hpp"

namespace glasshell::relay::api {

/// Signing in and out, and one's own account.
/// @{
answer sign_in(call& made);
answer sign_out(call& made);
answer tell_me(call& made);
answer change_my_password(call& made);
answer list_my_sessions(call& made);
answer end_my_session(call& made);
/// @}

/// Other people's accounts.
/// @{
answer list_users(call& made);
answer add_user(call& made);
answer tell_user(call& made);
answer change_user(call& made);
answer remove_user(call& made);
answer renew_password(call& made);  ///< another one-time password
/// @}

/// Who may reach which nodes.
/// @{
answer list_rules(call& made);
answer add_rule(call& made);
answer remove_rule(call& made);
/// @}

}  // namespace glasshell::relay::api
