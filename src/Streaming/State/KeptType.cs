using Flink.Core;
using Flink.Core.Serialization;
using Flink.Core.State;
using Flink.Core.Types;

namespace Flink.Streaming.State;

/// <summary>A type of which an operator will keep values in checkpoints, known where the graph is built.</summary>
/// <param name="What">What the values are, after "its": "keys".</param>
/// <param name="Type">Their type.</param>
internal readonly record struct KeptType(string What, Type Type)
{
    /// <summary>The keys of a keyed operator.</summary>
    public static KeptType Keys<TKey>() => new("keys", typeof(TKey));

    /// <summary>What a state keeps whose descriptor is known before the function is opened.</summary>
    public static IEnumerable<KeptType> Of(StateDescriptor descriptor) =>
        descriptor.StoredTypes.Select(type => new KeptType($"state '{descriptor.Name}'", type));

    /// <summary>Refuses a type that no checkpoint could hold.</summary>
    /// <exception cref="FlinkException">It cannot be serialized; names operator, state, and the path to the reason.</exception>
    public void Check(string operatorName)
    {
        try
        {
            Serializers.Check(Type);
        }
        catch (UnsupportedTypeException error)
        {
            throw new FlinkException(
                $"'{operatorName}' cannot write its {What} into checkpoints. {error.Message} "
                + "Change the type as docs/types.md says, or run the job without checkpoints (remove 'execution.checkpointing.interval').",
                error,
                isRetryable: false);
        }
    }
}
