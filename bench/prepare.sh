# What bench/run and bench/soak begin with: builds where that is needed, and says where things are. Needs a JDK 17 and Maven.
set -eu

bench=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
home=${bench%/*}
jar=$home/target/spendbell-fat.jar
classes=$home/target/bench
if [ -n "${JAVA_HOME:-}" ]; then
  PATH=$JAVA_HOME/bin:$PATH
fi
unset SPENDBELL_JAVA_OPTS

# The launcher trains the archive after a build of its own only.
archive=$home/target/spendbell.jsa
if [ ! -f "$archive" ] || [ -n "$(find "$jar" -newer "$archive" -print)" ]; then
  rm -f "$jar"
fi
# Builds the jar and the class-data archive where that is needed.
"$home/spendbell" --version >/dev/null
mkdir -p "$classes"
javac -proc:none --release 17 -encoding UTF-8 -cp "$jar" -d "$classes" "$bench"/src/io/spendbell/*/*.java
