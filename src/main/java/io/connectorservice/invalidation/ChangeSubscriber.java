package io.connectorservice.invalidation;

/**
 * Owns a cache whose entries other replicas may change.
 */
public interface ChangeSubscriber {

	/** Called when something changed, here or in another replica. */
	void onChange(ChangeNotification changeNotification);

	/**
	 * Called when notifications may have been missed, so that any entry may be outdated.
	 */
	void onMissedChanges();

}
