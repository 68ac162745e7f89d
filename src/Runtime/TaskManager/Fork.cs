using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Runtime.Network;

namespace Flink.Runtime.TaskManager;

/// <summary>An output with several readers: each gets records of its own, the last one the original.</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <param name="targets">Two or more.</param>
public sealed class Fork<T>(IInput<T>[] targets) : IInput<T>
{
    private readonly BatchCopier<T> _copier = new();
    private uint _nextMarker;

    /// <inheritdoc/>
    public void Process(Batch<T> batch)
    {
        for (var i = 0; i < targets.Length - 1; i++)
        {
            targets[i].Process(_copier.Copy(batch));
        }

        targets[^1].Process(batch);
    }

    /// <inheritdoc/>
    public void Process(Watermark watermark)
    {
        foreach (var target in targets)
        {
            target.Process(watermark);
        }
    }

    /// <inheritdoc/>
    public void Process(StreamStatus status)
    {
        foreach (var target in targets)
        {
            target.Process(status);
        }
    }

    /// <inheritdoc/>
    public void Process(LatencyMarker marker) => targets[_nextMarker++ % (uint)targets.Length].Process(marker);
}
