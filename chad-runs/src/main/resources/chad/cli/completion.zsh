#compdef chad-runs
# Completion of chad-runs for zsh: the program itself knows its words and asks the server for ids.
_chad_runs() {
  local line value
  local -a candidates
  while IFS= read -r line; do
    value=${line%%$'\t'*}
    candidates+=("${value//:/\\:}:${line#*$'\t'}")
  done < <(${~words[1]} __complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( $#candidates )); then
    _describe 'chad-runs' candidates
  else
    _files
  fi
}
compdef _chad_runs chad-runs
