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
 * Encrypts a document (AES-256-GCM) and authenticates its path and version with it, so
 * that no file can be swapped for another.
 * <p>
 * File format: magic number, version, length of the path, path, nonce, ciphertext with
 * its tag. Everything before the ciphertext is authenticated as associated data.
 */
final class LocalCipher {

	private static final int MAGIC_NUMBER = 0x43535331;

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
	 * Decrypts what {@link #seal} created for that path.
	 * @throws GeneralSecurityException if the file was modified, truncated, or sealed for
	 * another path or with another key
	 */
	DecryptedContent open(String path, byte[] file) throws GeneralSecurityException {
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
		return new DecryptedContent(version, cipher.doFinal(file, headLength, file.length - headLength));
	}

	private static byte[] buildHeader(String path, int version, byte[] nonce) {
		byte[] name = path.getBytes(StandardCharsets.UTF_8);
		return ByteBuffer.allocate(3 * Integer.BYTES + name.length + nonce.length)
			.putInt(MAGIC_NUMBER)
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

	/** The decrypted and authenticated content of a document. */
	// The array is consumed at once, so equals and hashCode do not matter.
	@SuppressWarnings("ArrayRecordComponent")
	record DecryptedContent(int version, byte[] content) {
	}

}
