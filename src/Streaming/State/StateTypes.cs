using Flink.Core;
using Flink.Core.Serialization;
using Flink.Core.State;
using Flink.Core.Types;
using Flink.Streaming.State.Keyed;

namespace Flink.Streaming.State;

/// <summary>The serializers of what a state keeps, with errors that name the state.</summary>
/// <param name="descriptor">The state.</param>
/// <param name="operatorName">Name of its operator.</param>
/// <param name="stored">How what is to be read was written; null for how it is written now.</param>
internal sealed class StateTypes(StateDescriptor descriptor, string operatorName, StateSchema? stored = null)
{
    /// <summary>The serializer of one of the descriptor's types, which can also be copied.</summary>
    /// <param name="index">Which of them.</param>
    /// <exception cref="FlinkException">The type cannot be kept, or not read as it was written.</exception>
    public Serializer<T> SerializerOf<T>(int index = 0)
    {
        if (stored is not null)
        {
            return Serializers.Restore<T>(stored.Stored[index], $"State '{descriptor.Name}' of '{operatorName}'");
        }

        try
        {
            _ = RecordCopier<T>.IsTrivial;
            return Serializers.For<T>();
        }
        catch (UnsupportedTypeException error)
        {
            throw Refused(error);
        }
    }

    /// <summary>Refuses keys of the operator that cannot be kept.</summary>
    /// <exception cref="FlinkException">They cannot be serialized; names state, operator, and the path to the reason.</exception>
    public void CheckKeys<TKey>()
    {
        if (!Serializers.Supports(typeof(TKey), out var whyNot))
        {
            throw new FlinkException($"{descriptor} of '{operatorName}' cannot be kept by key: {whyNot}");
        }
    }

    /// <summary>How keys of maps are compared.</summary>
    /// <exception cref="FlinkException">The type has no equality by value.</exception>
    public StateMapKeys<T> MapKeysOf<T>()
    {
        try
        {
            return new StateMapKeys<T>();
        }
        catch (UnsupportedTypeException error)
        {
            throw Refused(error);
        }
    }

    private FlinkException Refused(UnsupportedTypeException error) => new($"{descriptor} of '{operatorName}' cannot be kept: {error.Message}", error);
}
