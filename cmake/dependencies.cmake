# What our code links, under our own names, so that a layer says glasshell::libssh2 whether it is compiled natively or for
# the browser:
#   glasshell::boost_headers     Boost's header-only parts
#   glasshell::libcrypto         OpenSSL's libcrypto
#   glasshell::argon2            libargon2, static (natively only)
#   glasshell::fido2             libfido2 (natively only)
#   glasshell::libssh2           libssh2 with its public headers
#   glasshell::libssh2_private   the same with its internal headers, for the one file that speaks over its transport

if(EMSCRIPTEN)
  set(variant wasm)
elseif(GLASSHELL_SANITIZE STREQUAL "address")
  set(variant native-asan)
elseif(GLASSHELL_SANITIZE STREQUAL "thread")
  set(variant native-tsan)
elseif(GLASSHELL_SANITIZE STREQUAL "fuzzer")
  set(variant native-fuzz)
else()
  set(variant native)
endif()

set(build_deps ${PROJECT_SOURCE_DIR}/scripts/build-deps.sh)
execute_process(COMMAND ${build_deps} ${variant} COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${build_deps} --print-path ${variant}
  OUTPUT_VARIABLE GLASSHELL_DEPS OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
message(STATUS "Dependencies: ${GLASSHELL_DEPS}")

# A changed recipe means another folder: configure again.
file(GLOB recipes
  ${PROJECT_SOURCE_DIR}/scripts/deps/* ${PROJECT_SOURCE_DIR}/scripts/patches/libssh2/*)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${build_deps} ${recipes})

if(EMSCRIPTEN)
  add_library(glasshell_boost_headers INTERFACE)
  target_include_directories(glasshell_boost_headers SYSTEM INTERFACE ${GLASSHELL_DEPS}/boost)
  add_library(glasshell::boost_headers ALIAS glasshell_boost_headers)

  add_library(glasshell::libcrypto STATIC IMPORTED)
  set_target_properties(glasshell::libcrypto PROPERTIES
    IMPORTED_LOCATION ${GLASSHELL_DEPS}/lib/libcrypto.a
    INTERFACE_INCLUDE_DIRECTORIES ${GLASSHELL_DEPS}/include)
else()
  find_package(Boost 1.81 REQUIRED)
  add_library(glasshell::boost_headers ALIAS Boost::headers)

  find_package(OpenSSL 3.0 REQUIRED)
  add_library(glasshell::libcrypto ALIAS OpenSSL::Crypto)

  find_library(ARGON2_LIBRARY libargon2.a REQUIRED)
  find_path(ARGON2_INCLUDE_DIR argon2.h REQUIRED)
  find_package(Threads REQUIRED)
  add_library(glasshell::argon2 STATIC IMPORTED)
  set_target_properties(glasshell::argon2 PROPERTIES
    IMPORTED_LOCATION ${ARGON2_LIBRARY}
    INTERFACE_INCLUDE_DIRECTORIES ${ARGON2_INCLUDE_DIR}
    INTERFACE_LINK_LIBRARIES Threads::Threads)

  find_library(FIDO2_LIBRARY fido2 REQUIRED)
  find_path(FIDO2_INCLUDE_DIR fido.h REQUIRED)
  add_library(glasshell::fido2 SHARED IMPORTED)
  set_target_properties(glasshell::fido2 PROPERTIES
    IMPORTED_LOCATION ${FIDO2_LIBRARY}
    INTERFACE_INCLUDE_DIRECTORIES ${FIDO2_INCLUDE_DIR})
endif()

add_library(glasshell::libssh2 STATIC IMPORTED)
set_target_properties(glasshell::libssh2 PROPERTIES
  IMPORTED_LOCATION ${GLASSHELL_DEPS}/lib/libssh2.a
  INTERFACE_INCLUDE_DIRECTORIES ${GLASSHELL_DEPS}/include
  INTERFACE_LINK_LIBRARIES glasshell::libcrypto)

add_library(glasshell::libssh2_private INTERFACE IMPORTED)
set_target_properties(glasshell::libssh2_private PROPERTIES
  INTERFACE_INCLUDE_DIRECTORIES ${GLASSHELL_DEPS}/private
  INTERFACE_COMPILE_DEFINITIONS "HAVE_CONFIG_H;LIBSSH2_OPENSSL"
  INTERFACE_LINK_LIBRARIES glasshell::libssh2)
