using Flink.Core.State;
using Flink.Streaming.State.OperatorState;

namespace Flink.Streaming.Functions;

/// <summary>The broadcast states of an operator: those whose descriptors the stream was broadcast with.</summary>
internal sealed class BroadcastStates(OperatorStateBackend backend, string operatorName)
{
    // What a function asks for with every record; usually one descriptor object.
    private StateDescriptor? _lastDescriptor;
    private object? _last;

    public void Register(IEnumerable<IBroadcastStateDescriptor> descriptors)
    {
        foreach (var descriptor in descriptors)
        {
            descriptor.Register(backend);
        }
    }

    public IBroadcastState<TMapKey, TValue> Get<TMapKey, TValue>(MapStateDescriptor<TMapKey, TValue> descriptor)
        where TMapKey : notnull
    {
        if (!ReferenceEquals(descriptor, _lastDescriptor))
        {
            ArgumentNullException.ThrowIfNull(descriptor);
            if (!backend.HasBroadcastState(descriptor))
            {
                throw new ArgumentException(
                    $"{descriptor} of '{operatorName}' is no broadcast state. Give its descriptor to Broadcast.", nameof(descriptor));
            }

            (_last, _lastDescriptor) = (backend.GetBroadcastState(descriptor), descriptor);
        }

        return (IBroadcastState<TMapKey, TValue>)_last!;
    }
}
