package io.connectorservice.outbound.egress;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Extracts the IPv4 address from an IPv6 address, for every scheme that routes to it.
 */
record EmbeddedAddress(AddressRange range, int at, int inverted) {

	private static final List<EmbeddedAddress> SCHEMES = List.of(
			// Translated (RFC 6145), NAT64 (RFC 6052 and
			// RFC 8215) and 6to4 (RFC 3056) addresses.
			new EmbeddedAddress(AddressRange.of("::ffff:0:0:0/96"), 12, 0),
			new EmbeddedAddress(AddressRange.of("64:ff9b::/96"), 12, 0),
			new EmbeddedAddress(AddressRange.of("64:ff9b:1::/48"), 12, 0),
			new EmbeddedAddress(AddressRange.of("2002::/16"), 2, 0),
			// Teredo stores the client's address with inverted bits (RFC 4380).
			new EmbeddedAddress(AddressRange.of("2001::/32"), 12, 0xff));

	static Optional<byte[]> findIn(byte[] address) {
		if (address.length != 16) {
			return Optional.empty();
		}
		if (isMappedOrCompatible(address) || isIsatap(address)) {
			return Optional.of(Arrays.copyOfRange(address, 12, 16));
		}
		return SCHEMES.stream()
			.filter((scheme) -> scheme.range.contains(address))
			.findFirst()
			.map((scheme) -> scheme.extractAddress(address));
	}

	// ::1 and :: have the same leading zeros but embed no IPv4 address.
	private static boolean isMappedOrCompatible(byte[] address) {
		boolean zeros = isZero(address, 0, 10);
		boolean mapped = (address[10] & 0xff) == 0xff && (address[11] & 0xff) == 0xff;
		boolean compatible = isZero(address, 10, 12) && !isZero(address, 12, 15);
		return zeros && (mapped || compatible);
	}

	private static boolean isZero(byte[] address, int from, int to) {
		for (int i = from; i < to; i++) {
			if (address[i] != 0) {
				return false;
			}
		}
		return true;
	}

	// RFC 5214: the interface identifier is [0|2]00:5efe:a.b.c.d under any prefix
	private static boolean isIsatap(byte[] address) {
		return (address[8] & 0xfd) == 0 && address[9] == 0 && address[10] == 0x5e && (address[11] & 0xff) == 0xfe;
	}

	private byte[] extractAddress(byte[] address) {
		byte[] extracted = Arrays.copyOfRange(address, this.at, this.at + 4);
		for (int i = 0; i < extracted.length; i++) {
			extracted[i] = (byte) (extracted[i] ^ this.inverted);
		}
		return extracted;
	}

}
