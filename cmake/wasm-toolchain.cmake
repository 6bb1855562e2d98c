# Compiling for the browser with Debian's Emscripten. Works around two traps of that package: from -O2 on, emcc looks for
# Debian's acorn in NODE_PATH; and /usr/include must never be on the include path, or its libc breaks.
set(ENV{NODE_PATH} /usr/share/nodejs) # for the checks while configuring
set(CMAKE_C_LINKER_LAUNCHER /usr/bin/env NODE_PATH=/usr/share/nodejs)
set(CMAKE_CXX_LINKER_LAUNCHER /usr/bin/env NODE_PATH=/usr/share/nodejs)
include(/usr/share/emscripten/cmake/Modules/Platform/Emscripten.cmake)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
