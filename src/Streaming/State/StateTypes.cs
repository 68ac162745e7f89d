using Flink.Core;
using Flink.Core.Serialization;
using Flink.Core.State;
using Flink.Core.Types;
using Flink.Streaming.State.Keyed;

namespace Flink.Streaming.State;

/// <summary>What states need to know about the types that they hold, with errors that name the state.</summary>
internal static class StateTypes
{
    /// <summary>The serializer of a type that is kept, which can also be copied.</summary>
    /// <exception cref="FlinkException">The type cannot be kept.</exception>
    public static Serializer<T> SerializerOf<T>(StateDescriptor descriptor, string operatorName)
    {
        try
        {
            _ = RecordCopier<T>.IsTrivial;
            return Serializers.For<T>();
        }
        catch (UnsupportedTypeException error)
        {
            throw Refused(descriptor, operatorName, error);
        }
    }

    /// <summary>How keys of maps are compared.</summary>
    /// <exception cref="FlinkException">The type has no equality by value.</exception>
    public static StateMapKeys<T> MapKeysOf<T>(StateDescriptor descriptor, string operatorName)
    {
        try
        {
            return new StateMapKeys<T>();
        }
        catch (UnsupportedTypeException error)
        {
            throw Refused(descriptor, operatorName, error);
        }
    }

    private static FlinkException Refused(StateDescriptor descriptor, string operatorName, UnsupportedTypeException error) =>
        new($"{descriptor} of '{operatorName}' cannot be kept: {error.Message}", error);
}
