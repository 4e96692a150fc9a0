title A boot storm for measuring: 200 targets, all streaming at the same time
# stretch.c repeats what lies between 3.5 s and 3.9 s until the file is as large as wanted.
capture all
fleet t count 200 mac 00:50:56:10:00:01 ip 10.1.0.10 kind uefi
server dhcp mac 00:50:56:aa:00:01 ip 10.0.0.10
server proxy mac 00:50:56:aa:00:02 ip 10.0.0.11
server pvs  mac 00:50:56:aa:00:03 ip 10.0.0.20
server dc   mac 00:50:56:aa:00:04 ip 10.0.0.5
replies dhcp lease=8h mask=255.0.0.0 router=10.0.0.1 dns=dc siaddr=pvs bootfile="pvsnbpx64.efi" rlp11=10.0.0.20
noise dc every 1s

@0 each t every 5ms {
	+0     t dora dhcp offer-after=1ms select-after=5ms
	+1ms   t who-has pvs
	+0.2ms pvs is-at t
	+1ms   t tftp-transfer pvs file=pvsnbpx64.efi size=40000 blksize=1468 windowsize=4
	+10ms  t login pvs
}
@3.5 each t every 50us {
	+0     t stream pvs reads=10 service=20ms
}
@6 each t every 5ms {
	+0     t login pvs lport=6905 pairs=4
	+20ms  t stream pvs lport=6905 reads=4 mixed overlap=2
	+1     t request init-reboot as=windows
	+2ms   dhcp ack t
	+0.1   t probe
	+1     t announce
	+0.2   t dns-query dc name=_ldap._tcp.dc._msdcs.example.com qtype=SRV
	+1ms   dc dns-answer t name=_ldap._tcp.dc._msdcs.example.com qtype=SRV rcode=3
	+0.1   t tcp-open dc dport=88
	+1     t heartbeat pvs lport=6905 x2 every 30s
}
until 60
