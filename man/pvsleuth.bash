# bash completion for pvsleuth(1). Commands and options are asked from the program itself, so there is
# nothing here to forget.
_pvsleuth()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} program=${COMP_WORDS[0]}
	local command=${COMP_WORDS[1]} words=''

	COMPREPLY=()
	# "--case=FI<Tab>" comes as three words
	[[ $cur == = ]] && cur=''
	[[ $prev == = ]] && prev=${COMP_WORDS[COMP_CWORD - 2]}

	case $prev in
	--color) words='auto always never' ;;
	--fail-on) words='failure degraded note' ;;
	--phase) words='link dhcp pxe bootfile login stream handover os' ;;
	--rule) words=$("$program" rules list 2>/dev/null | awk '{ print $1 }') ;;
	esac
	if [[ $words ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
	elif ((COMP_CWORD == 1)) && [[ $cur != */* ]]; then
		words=$("$program" --help 2>/dev/null | awk '/^Commands/ { on = 1; next } !NF { on = 0 } on { print $1 }')
		mapfile -t COMPREPLY < <(compgen -W "$words --help --version" -- "$cur")
	elif [[ $cur == -* ]]; then
		words=$("$program" "$command" --help 2>/dev/null | grep -oE -- '^ +(-., )? *--[a-z-]+=?' | grep -oE -- '--.*')
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
		[[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace
	elif [[ $command == list ]] && ((COMP_CWORD > 2)); then
		mapfile -t COMPREPLY < <(compgen -W 'boots targets servers findings captures' -- "$cur")
	elif [[ $command == rules ]] && ((COMP_CWORD == 2)); then
		mapfile -t COMPREPLY < <(compgen -W 'list show check' -- "$cur")
	elif [[ $command == rules && $prev == show ]]; then
		words=$("$program" rules list 2>/dev/null | awk '{ print $1 }')
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
	fi
	# files and folders otherwise, and beside the commands: a capture needs no command
	if ((!${#COMPREPLY[@]})) && [[ $cur != -* ]]; then
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
	fi
}
complete -F _pvsleuth pvsleuth
