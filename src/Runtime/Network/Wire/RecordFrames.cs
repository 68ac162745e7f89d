using System.Runtime.CompilerServices;
using Flink.Core.Records;

namespace Flink.Runtime.Network.Wire;

/// <summary>How large the frames of a batch are.</summary>
internal static class RecordFrames
{
    /// <summary>Most bytes of a frame that holds more than one record.</summary>
    public const int MaxBytes = BatchSize.MaxBytes + (BatchSize.MaxBytes / Slack);

    private const int Slack = 16;

    /// <summary>Most bytes of a frame on a channel with batches of so many records: what the channel reserves for each.</summary>
    public static int BytesFor<T>(int batchCapacity)
    {
        // The size of objects and text is known only when they are written; they get their share of the largest frame.
        var perRecord = RuntimeHelpers.IsReferenceOrContainsReferences<T>()
            ? BatchSize.MaxBytes / BatchSize.AtExchange<T>()
            : BatchSize.RecordBytes<T>();
        var bytes = Math.Min((long)batchCapacity * perRecord, BatchSize.MaxBytes);
        return (int)(bytes + (bytes / Slack));
    }
}
