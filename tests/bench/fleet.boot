# The body of a case of many boots: bench.sh puts the fleet in front, one boot a second.
server dhcp mac 00:50:56:aa:00:01 ip 10.0.0.10
server pvs  mac 00:50:56:aa:00:02 ip 10.0.0.20
server dc   mac 00:50:56:aa:00:03 ip 10.0.0.5
replies dhcp lease=8h mask=255.0.0.0 router=10.0.0.1 dns=dc siaddr=pvs bootfile="pvsnbpx64.efi" rlp11=10.0.0.20

@0 each ok every 1s {
	+0     ok dora dhcp
	+50ms  ok who-has pvs
	+0.2ms pvs is-at ok
	+10ms  ok tftp-probe pvs file=pvsnbpx64.efi size=40000 blksize=1468 windowsize=4
	+10ms  ok tftp-transfer pvs file=pvsnbpx64.efi size=40000 blksize=1468 windowsize=4
	+50ms  ok login pvs
	+20ms  ok stream pvs reads=4 size=4096
	+3.5   ok login pvs lport=6905 pairs=4
	+20ms  ok stream pvs lport=6905 reads=4 mixed overlap=3
	+2     ok request init-reboot as=windows
	+2ms   dhcp ack ok
	+0.1   ok probe
	+1     ok announce
	+0.2   ok dns-query dc name=_ldap._tcp.dc._msdcs.example.com qtype=SRV
	+1ms   dc dns-answer ok name=_ldap._tcp.dc._msdcs.example.com qtype=SRV rcode=3
	+0.1   ok tcp-open dc dport=88
	+1     ok heartbeat pvs lport=6905 x4 every 30s
}
@0.3 each bad every 10s {
	+0     bad dora dhcp
	+10ms  bad rrq pvs file=ardbp64.bin tsize=0
	+1ms   pvs tftp-error 1 bad message="File not found"
}
