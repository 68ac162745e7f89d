using Flink.Core;

namespace Flink.Runtime.Network.Wire;

/// <summary>A peer sent what the protocol of the exchange does not allow; the connection is given up.</summary>
/// <param name="reason">What was wrong.</param>
internal sealed class ProtocolException(string reason) : FlinkException($"The bytes of the connection are not what they should be: {reason}.", isRetryable: true);
