# An overlay port, from the source tree that it lies in:
# vcpkg install tare --overlay-ports=PATH/packaging/vcpkg
get_filename_component(SOURCE_PATH "${CURRENT_PORT_DIR}/../.." ABSOLUTE)

vcpkg_cmake_configure(SOURCE_PATH "${SOURCE_PATH}"
    OPTIONS -DTARE_INSTALL=ON -DCMAKE_INSTALL_DOCDIR=share/tare)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(CONFIG_PATH lib/cmake/tare)
vcpkg_fixup_pkgconfig()
vcpkg_copy_tools(TOOL_NAMES tare AUTO_CLEAN)
file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/debug/include"
    "${CURRENT_PACKAGES_DIR}/debug/share")
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
