package io.connectorservice.invalidation;

/**
 * Keeps something in memory that another replica may change.
 */
public interface ChangeSubscriber {

	/** Something changed, here or elsewhere. */
	void onChange(ChangeNotification changeNotification);

	/** Anything may have changed: nobody told for a while. */
	void onMissedChanges();

}
