namespace Flink.Runtime.Network.Wire;

/// <summary>Takes bytes as far as it can without waiting.</summary>
internal interface IByteSink
{
    /// <summary>Takes as many bytes as there is room for; for one caller at a time, on any thread.</summary>
    /// <returns>How many it took, from the start. 0 also when it has failed: whoever then waits for room learns why.</returns>
    int TryWrite(ReadOnlySpan<byte> bytes);
}
