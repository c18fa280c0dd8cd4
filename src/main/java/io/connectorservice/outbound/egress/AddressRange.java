package io.connectorservice.outbound.egress;

import java.net.InetAddress;

import io.connectorservice.outbound.url.InvalidTargetException;
import io.connectorservice.outbound.url.UrlHost;

/**
 * The addresses that share a prefix (CIDR).
 */
record AddressRange(InetAddress network, int prefix) {

	/**
	 * Parses {@code address/prefix}; an address without a prefix is a range of one.
	 * @throws IllegalArgumentException if the text is neither
	 * @throws InvalidTargetException if the address is not in canonical form
	 */
	static AddressRange of(String text) {
		int slash = text.indexOf('/');
		InetAddress network = parseAddress((slash < 0) ? text : text.substring(0, slash));
		int bits = network.getAddress().length * 8;
		int prefix = (slash < 0) ? bits : Integer.parseInt(text.substring(slash + 1));
		if (prefix < 0 || prefix > bits) {
			throw new IllegalArgumentException("Prefix out of range");
		}
		return new AddressRange(network, prefix);
	}

	private static InetAddress parseAddress(String text) {
		return UrlHost.of((text.indexOf(':') < 0) ? text : "[" + text + "]")
			.findLiteralAddress()
			.orElseThrow(() -> new IllegalArgumentException("Not an address"));
	}

	boolean contains(byte[] address) {
		byte[] expected = this.network.getAddress();
		if (expected.length != address.length) {
			return false;
		}
		for (int bit = 0; bit < this.prefix; bit += 8) {
			int mask = 0xff << Math.max(0, 8 - (this.prefix - bit));
			if (((expected[bit / 8] ^ address[bit / 8]) & mask & 0xff) != 0) {
				return false;
			}
		}
		return true;
	}

}
