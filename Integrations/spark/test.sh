#!/bin/sh
# Tests job.py on a real Spark of this machine. Sets up a virtual environment in .build/spark unless it is there.
#
#   Integrations/spark/test.sh                                 with a server that is a fake
#   MODERATE=.build/release/moderate Integrations/spark/test.sh    with the command as well
#   PICTURES=500 Integrations/spark/test.sh JobTests.test_memory_is_flat_over_5000_pictures
#
# Skips, and says so, where there is no Java or no way to pyspark.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
checkout=$(cd "$here/../.." && pwd)
venv=${SPARK_VENV:-$checkout/.build/spark}

if ! command -v java >/dev/null; then
  echo "skipped: Spark needs Java 17, and there is no java"
  exit 0
fi
if ! "$venv/bin/python" -c 'import pyspark, pandas, pyarrow' 2>/dev/null; then
  python3 -m venv "$venv" && "$venv/bin/pip" install --quiet --requirement "$here/requirements.txt" || {
    echo "skipped: pyspark cannot be installed"
    exit 0
  }
fi
if [ -n "${MODERATE:-}" ]; then MODERATE=$(readlink -f "$MODERATE"); export MODERATE; fi
SPARK_HOME=$("$venv/bin/python" -c 'import os, pyspark; print(os.path.dirname(pyspark.__file__))')
PYSPARK_PYTHON="$venv/bin/python"
PYTHONPATH="$here:$here/../python"
SPARK_LOCAL_IP=127.0.0.1
export SPARK_HOME PYSPARK_PYTHON PYTHONPATH SPARK_LOCAL_IP
cd "$here"
exec "$venv/bin/python" -W ignore test_job.py -v "$@"
