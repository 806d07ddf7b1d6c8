#!/bin/sh
# What the engine takes for jj (SMITHERS_JJ_PATH). It records the state of a working folder before and after a task by
# asking jj for the commit of that folder, and goes back to such a commit; of a folder that only git knows it records
# nothing. So this stands between: in a repository of jj it is jj (RUNS_IDE_JJ), in one of git it answers those two
# questions by git, and where there is none it says so. jj itself would look for one in all folders above, past the
# ceilings (GIT_CEILING_DIRECTORIES), and record files in whatever it finds.
#
# For git a state is a commit that no branch holds, made with an index of its own: branches, index and working folder
# stay as they are. The commits of a folder follow each other under one ref, refs/runs-ide/…, which keeps them.
set -u

at=$(pwd -P)
while [ ! -d "$at/.jj" ] && [ ! -e "$at/.git" ]; do
  above=${at%/*}
  case ":${GIT_CEILING_DIRECTORIES:-}:" in *":${above:-/}:"*) above= ;; esac
  if [ -z "$above" ]; then
    echo "There is no repository around $(pwd -P)." >&2
    exit 1
  fi
  at=$above
done

if [ -d "$at/.jj" ]; then
  if [ -z "${RUNS_IDE_JJ:-}" ]; then
    echo "jj is not installed." >&2
    exit 127
  fi
  exec "$RUNS_IDE_JJ" "$@"
fi

cd "$at" || exit 1
GIT_DIR=$(git rev-parse --absolute-git-dir) || exit 1
GIT_WORK_TREE=$at
GIT_INDEX_FILE=$GIT_DIR/runs-ide.index
export GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE

# Prints the commit of the folder as it is.
snapshot() {
  [ -f "$GIT_INDEX_FILE" ] || cp "$GIT_DIR/index" "$GIT_INDEX_FILE" 2>/dev/null # it knows which files rest
  set -- ':(exclude,glob)**/.smithers/executions/**' ':(exclude,glob)**/.smithers/logs/**' ':(exclude,glob)**/.smithers/smithers.db*'
  worktrees=$(git worktree list --porcelain | sed -n 's/^worktree //p')
  while IFS= read -r worktree; do
    case $worktree in "$at"/*) set -- "$@" ":(exclude,literal)${worktree#"$at"/}" ;; esac
  done <<EOF
$worktrees
EOF
  # one that was killed left its lock, and nobody adds for minutes
  find "$GIT_INDEX_FILE.lock" -mmin +2 -exec rm -f {} + 2>/dev/null
  tries=0
  until git add --all -- . "$@" >&2; do # two tasks end at once, and one has the index
    tries=$((tries + 1))
    [ "$tries" -lt 40 ] || return 1
    sleep 0.1
  done
  tree=$(git write-tree) || return 1
  ref=refs/runs-ide/$(printf %s "$at" | git hash-object --stdin)
  last=$(git rev-parse --quiet --verify "$ref") || last=
  head=$(git rev-parse --quiet --verify HEAD) || head=
  if [ -n "$last" ] && [ "$(git rev-parse "$last^{tree}")" = "$tree" ]; then
    echo "$last"
    return 0
  fi
  commit=$(git -c user.name=runs-ide -c user.email=runs-ide@localhost commit-tree "$tree" \
    ${head:+-p "$head"} ${last:+-p "$last"} -m "The working folder after a task") || return 1
  git update-ref "$ref" "$commit" || return 1
  echo "$commit"
}

case "$*" in
  "log -r @ --no-graph --template commit_id") snapshot ;;
  "restore --from "*)
    snapshot >/dev/null && git read-tree -u --reset "$3" # what is there now stays in the chain of commits
    ;;
  *)
    echo "This is a repository of git, not of jj: $at" >&2
    exit 1
    ;;
esac
