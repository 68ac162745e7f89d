using Flink.Core.State;
using Flink.Streaming.State;

namespace Flink.Streaming;

/// <summary>A stream whose records reach every subtask of the operator that it is connected to, and the states that keep them there.</summary>
/// <typeparam name="T">The record type.</typeparam>
public sealed class BroadcastStream<T>
{
    internal BroadcastStream(DataStream<T> stream, IBroadcastStateDescriptor[] descriptors)
    {
        Stream = stream;
        Descriptors = descriptors;
    }

    internal DataStream<T> Stream { get; }

    internal IBroadcastStateDescriptor[] Descriptors { get; }

    /// <summary>The types of what the states keep.</summary>
    internal IEnumerable<KeptType> Kept => Descriptors.OfType<StateDescriptor>().SelectMany(KeptType.Of);
}
