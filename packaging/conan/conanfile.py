"""tare for Conan 2: conan create packaging/conan --version 0.1.0

cJSON is loaded at run time: the system's has to be there (Debian: libcjson-dev).
"""
import os

from conan import ConanFile
from conan.tools.cmake import CMake, CMakeToolchain, cmake_layout
from conan.tools.files import copy


class Tare(ConanFile):
    name = "tare"
    license = "MIT"
    description = "statistical micro-benchmarking harness for C"
    settings = "os", "arch", "compiler", "build_type"
    options = {"shared": [True, False], "fPIC": [True, False]}
    default_options = {"shared": False, "fPIC": True}
    languages = "C"
    implements = ["auto_shared_fpic"]

    def export_sources(self):
        top = os.path.join(self.recipe_folder, "..", "..")
        for pattern in ("CMakeLists.txt", "*.md", "LICENSE", "harness/*",
                        "stats/*", "store/*", "report/*", "command/*",
                        "packaging/*", "docs/*"):
            copy(self, pattern, top, self.export_sources_folder)

    def layout(self):
        cmake_layout(self)

    def generate(self):
        CMakeToolchain(self).generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self):
        CMake(self).install()

    # The files that tare installs are what find_package() is to find: they know
    # tare_add_benchmark().
    def package_info(self):
        self.cpp_info.set_property("cmake_find_mode", "none")
        self.cpp_info.builddirs.append(os.path.join("lib", "cmake", "tare"))
        self.cpp_info.libs = ["tare"]
        self.cpp_info.system_libs = ["m", "dl", "pthread"]
