using Flink.Core;

namespace Flink.Runtime.Slots;

/// <summary>The ResourceManager does not know who speaks to it, or knows it under a later registration: the caller registers again.</summary>
public sealed class NotRegisteredException(string message) : FlinkException(message, isRetryable: true);
