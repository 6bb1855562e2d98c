# How our own code is compiled. glasshell_options goes to every target of ours and whoever links it; glasshell_warnings is
# private to our targets, so that third-party code is not held to it.

set(GLASSHELL_SANITIZE "" CACHE STRING "Instrumentation: empty, address (with undefined), thread or fuzzer")
set_property(CACHE GLASSHELL_SANITIZE PROPERTY STRINGS "" address thread fuzzer)
option(GLASSHELL_WERROR "Treat warnings as errors" OFF)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_program(CCACHE ccache)
if(CCACHE AND NOT EMSCRIPTEN)
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

add_library(glasshell_warnings INTERFACE)
target_compile_options(glasshell_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wcast-qual -Wformat=2 -Wundef -Wimplicit-fallthrough
  -Wswitch-enum # our enums are closed: a new value must be handled wherever they are switched over
  $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual -Wextra-semi>
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<COMPILE_LANGUAGE:CXX>>:-Wduplicated-cond -Wduplicated-branches -Wlogical-op>
  $<$<BOOL:${GLASSHELL_WERROR}>:-Werror>)

add_library(glasshell_options INTERFACE)
target_compile_features(glasshell_options INTERFACE cxx_std_20)

if(EMSCRIPTEN)
  # One list for our code and for the libraries below it: features of every browser since early 2023.
  file(STRINGS ${PROJECT_SOURCE_DIR}/scripts/deps/wasm-features.txt wasm_features)
  # Nobody catches anything in there: what would throw ends the module's call, and with it the session.
  target_compile_options(glasshell_options INTERFACE ${wasm_features} -ffunction-sections -fdata-sections
    $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions -fno-rtti>)
  target_link_options(glasshell_options INTERFACE ${wasm_features})
else()
  find_package(Threads REQUIRED)
  include(CheckPIESupported)
  check_pie_supported()
  set(CMAKE_POSITION_INDEPENDENT_CODE ON)
  target_link_options(glasshell_options INTERFACE -Wl,-z,relro,-z,now)
endif()

set(frame_pointers -fno-omit-frame-pointer -fno-sanitize-recover=all)
if(GLASSHELL_SANITIZE STREQUAL "address")
  set(sanitizers -fsanitize=address,undefined ${frame_pointers})
elseif(GLASSHELL_SANITIZE STREQUAL "thread")
  set(sanitizers -fsanitize=thread ${frame_pointers})
elseif(GLASSHELL_SANITIZE STREQUAL "fuzzer")
  # fuzzer-no-link instruments the code; a fuzz target itself links with -fsanitize=fuzzer, which brings main().
  set(sanitizers -fsanitize=fuzzer-no-link,address,undefined ${frame_pointers})
elseif(GLASSHELL_SANITIZE)
  message(FATAL_ERROR "GLASSHELL_SANITIZE is '${GLASSHELL_SANITIZE}'; it may be empty, address, thread or fuzzer.")
elseif(NOT EMSCRIPTEN)
  target_compile_options(glasshell_options INTERFACE
    $<$<CONFIG:Release>:-fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2>)
endif()
target_compile_options(glasshell_options INTERFACE ${sanitizers})
target_link_options(glasshell_options INTERFACE ${sanitizers})
target_compile_definitions(glasshell_options INTERFACE $<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS>)
