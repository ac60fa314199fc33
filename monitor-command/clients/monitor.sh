#!/bin/sh
# What a shell can ask of Monitor: monitor.sh [URL]. MONITOR_TOKEN is the token, if there is one.
set -eu
url=${1:-http://127.0.0.1:8765}

ask() {
    curl --fail --silent --show-error \
        ${MONITOR_TOKEN:+--header "Authorization: Bearer $MONITOR_TOKEN"} "$@"
    echo
}

echo '# overview';        ask --header 'Accept: text/plain' "$url/"
echo '# job summary';     ask "$url/jobs/summary"
echo '# last jobs';       ask "$url/jobs/recent?limit=5"
echo '# one worker';      ask "$url/workers/worker-1"
echo '# event counts';    ask "$url/system/events"
echo '# last events';     ask "$url/api/v1/events?limit=3"
echo '# newest run';      ask "$url/api/v1/runs/newest"
echo '# its last lines';  ask --header 'Accept: text/plain' "$url/api/v1/runs/newest/log?max=400"
echo '# live, for two seconds'
curl --silent --no-buffer --max-time 2 --header 'Accept: text/event-stream' \
    ${MONITOR_TOKEN:+--header "Authorization: Bearer $MONITOR_TOKEN"} \
    "$url/api/v1/events?topics=events&backlog=2" || test $? = 28
echo '# reset';           ask --request POST "$url/system/reset"
