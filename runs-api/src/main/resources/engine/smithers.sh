#!/bin/sh
# What the agents of a run find as `smithers`: the engine's CLI. Where it asks a person (`ask-human`), it
# looks for a store of the name smithers.db in the current folder; so it is started where a link of that name leads to the
# store of their run. The guard says where that is.
case "${1-}" in
  ask-human) cd "$RUNS_IDE_ASKING" || exit 1 ;;
esac
exec "$RUNS_IDE_BUN" "$RUNS_IDE_SMITHERS" "$@"
