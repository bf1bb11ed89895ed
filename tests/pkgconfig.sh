#!/bin/sh
# Prints tare.pc.  Usage: sh tests/pkgconfig.sh PREFIX "BENCH CFLAGS"
version=$(sed -n 's/^#define TARE_VERSION "\(.*\)"/\1/p' harness/include/tare.h)
cat <<END
prefix=$1
includedir=\${prefix}/include
libdir=\${prefix}/lib
bench_cflags=$2

Name: tare
Description: statistical micro-benchmarking harness for C
Version: $version
Cflags: -I\${includedir}
Libs: -L\${libdir} -ltare -lm -pthread
END
