package io.connectorservice.secret.local;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;

import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Seals a document's content (AES-256-GCM) together with its path and version, so that no
 * file can stand in for another.
 * <p>
 * A file is: mark, version, length of the path, path, nonce, ciphertext with its tag.
 * What stands before the ciphertext is authenticated with it.
 */
final class LocalCipher {

	private static final int MARK = 0x43535331;

	private static final int NONCE_LENGTH = 12;

	private static final int TAG_BITS = 128;

	private final SecretKey key;

	private final SecureRandom random = new SecureRandom();

	LocalCipher(SecretKey key) {
		this.key = key;
	}

	byte[] seal(String path, int version, byte[] content) throws GeneralSecurityException {
		byte[] nonce = new byte[NONCE_LENGTH];
		this.random.nextBytes(nonce);
		byte[] head = buildHeader(path, version, nonce);
		byte[] sealed = createCipher(Cipher.ENCRYPT_MODE, head, nonce).doFinal(content);
		return ByteBuffer.allocate(head.length + sealed.length).put(head).put(sealed).array();
	}

	/**
	 * Opens what {@link #seal} made for that path.
	 * @throws GeneralSecurityException if it was changed, cut short, made for another
	 * path or with another key
	 */
	Opened open(String path, byte[] file) throws GeneralSecurityException {
		int headLength = buildHeader(path, 0, new byte[NONCE_LENGTH]).length;
		if (file.length < headLength) {
			throw new GeneralSecurityException("cut short");
		}
		int version = ByteBuffer.wrap(file).getInt(Integer.BYTES);
		byte[] nonce = Arrays.copyOfRange(file, headLength - NONCE_LENGTH, headLength);
		byte[] head = buildHeader(path, version, nonce);
		if (!Arrays.equals(head, 0, headLength, file, 0, headLength)) {
			throw new GeneralSecurityException("another document");
		}
		Cipher cipher = createCipher(Cipher.DECRYPT_MODE, head, nonce);
		return new Opened(version, cipher.doFinal(file, headLength, file.length - headLength));
	}

	private static byte[] buildHeader(String path, int version, byte[] nonce) {
		byte[] name = path.getBytes(StandardCharsets.UTF_8);
		return ByteBuffer.allocate(3 * Integer.BYTES + name.length + nonce.length)
			.putInt(MARK)
			.putInt(version)
			.putInt(name.length)
			.put(name)
			.put(nonce)
			.array();
	}

	private Cipher createCipher(int mode, byte[] head, byte[] nonce) throws GeneralSecurityException {
		Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
		cipher.init(mode, this.key, new GCMParameterSpec(TAG_BITS, nonce));
		cipher.updateAAD(head);
		return cipher;
	}

	/**
	 * A document's content, proved to be what was sealed.
	 */
	@SuppressWarnings("ArrayRecordComponent") // passed on at once, never compared
	record Opened(int version, byte[] content) {
	}

}
