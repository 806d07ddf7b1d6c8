# Completion of chad-runs for fish: the program itself knows its words and asks the server for ids.
function __chad_runs_complete
    set -l typed (commandline -opc)
    set -l current (commandline -ct)
    $typed[1] __complete -- $typed[2..-1] "$current" 2>/dev/null
end
complete -c chad-runs -f -a '(__chad_runs_complete)'
complete -c chad-runs -n '__fish_seen_subcommand_from save check' -F
