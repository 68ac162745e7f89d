namespace Flink.Kubernetes.HighAvailability;

/// <summary>An object is not as it was last seen, so nothing was written.</summary>
internal sealed class ConflictException(string message, Exception? cause) : Exception(message, cause);
