# Adding the layers, bottom-up; which of them a build has is the only thing that differs between native and WebAssembly.

# A layer that has no CMakeLists.txt yet is left out with a notice.
function(glasshell_add_layers)
  foreach(layer IN LISTS ARGN)
    if(EXISTS ${PROJECT_SOURCE_DIR}/${layer}/CMakeLists.txt)
      add_subdirectory(${layer})
    else()
      message(NOTICE "${layer}/ has no CMakeLists.txt; left out")
    endif()
  endforeach()
endfunction()
