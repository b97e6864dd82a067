/** What a shell is told once. It asks `milepost complete` for the rest, each time that somebody presses Tab. */
export const scripts = {
  bash: `# milepost completion for bash:  source <(milepost completion bash)
_milepost() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :*) ;;
      *) COMPREPLY+=("$line") ;;
    esac
  done < <(milepost complete bash -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _milepost milepost
`,
  zsh: `#compdef milepost
# milepost completion for zsh:  source <(milepost completion zsh)
_milepost() {
  local value description paths
  local -a candidates
  while IFS=$'\\t' read -r value description; do
    case $value in
      :*) paths=$value ;;
      *) candidates+=("\${value//:/\\\\:}:$description") ;;
    esac
  done < <(milepost complete zsh -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  (( \${#candidates} )) && _describe -V 'milepost' candidates
  [[ $paths == :files ]] && _files
  [[ $paths == :folders ]] && _files -/
  return 0
}
compdef _milepost milepost
`,
  fish: `# milepost completion for fish:  milepost completion fish | source
function __milepost_complete
    set -l words (commandline -opc) (commandline -ct)
    for line in (milepost complete fish -- $words[2..] 2>/dev/null)
        switch $line
            case ':files'
                __fish_complete_path (commandline -ct)
            case ':folders'
                __fish_complete_directories (commandline -ct)
            case '*'
                echo $line
        end
    end
end
complete -c milepost -f -a '(__milepost_complete)'
`,
} as const;

export type Shell = keyof typeof scripts;

export const shells = Object.keys(scripts) as Shell[]; // Object.keys forgets the names: they are this literal's
