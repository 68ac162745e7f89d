using Flink.Core.Types.Copying;

namespace Flink.Core.Types;

/// <summary>
/// Copies records for a second consumer (a fan-out, state), so that what one consumer does to its record the other never sees.
/// </summary>
/// <typeparam name="T">Type of the records.</typeparam>
/// <remarks>
/// <para>Shared and not copied: values without references, text, delegates, types, and objects that cannot change (sealed classes
/// whose fields are all read-only and hold such values). Copied: arrays, the framework's usual collections (rebuilt with the same
/// comparer), structs that hold references, and classes field by field, private and inherited fields included, without running a
/// constructor. An object is copied as what it is, not as what its field declares.</para>
/// <para>In classes whose fields can lead back to themselves, shared references and cycles stay shared; elsewhere an object that a
/// record reaches twice becomes two. Code is generated once per type. Copying is safe from any thread, as long as nobody
/// changes the record meanwhile.</para>
/// </remarks>
public static class RecordCopier<T>
{
    private static readonly bool Shareable = CopyRules.IsShareable(typeof(T));
    private static readonly string? Refusal = CopyRules.Refuse(typeof(T))?.Message;

    // Behind a field of its own so that a refused type fails with its reason and not in a type initializer.
    private static readonly CopyInPlace<T>? Code = Shareable || Refusal is not null ? null : CopyCode.InPlace<T>();

    /// <summary>Whether copying the span suffices, because records of this type share nothing that can change.</summary>
    /// <exception cref="UnsupportedTypeException">The type cannot be copied; names the field at fault.</exception>
    public static bool IsTrivial => Shareable || (Refusal is null ? false : throw CopyRules.Refuse(typeof(T))!);

    /// <summary>Copies records one for one into the front of <paramref name="target"/>.</summary>
    /// <exception cref="UnsupportedTypeException">The type, or the type of an object in a record, cannot be copied.</exception>
    /// <exception cref="ArgumentException">The target is shorter than the source.</exception>
    /// <exception cref="InsufficientExecutionStackException">A record is a chain of objects too deep to follow.</exception>
    public static void Copy(ReadOnlySpan<T> source, Span<T> target)
    {
        if (IsTrivial)
        {
            source.CopyTo(target);
            return;
        }

        source.CopyTo(target);
        var context = CopyContext.Rent();
        foreach (ref var record in target[..source.Length])
        {
            Code!(ref record, context);
            context.Forget();
        }

        context.Return();
    }

    /// <summary>Copies one record.</summary>
    /// <inheritdoc cref="Copy(ReadOnlySpan{T}, Span{T})" path="/exception"/>
    public static T Copy(T record)
    {
        Copy(new ReadOnlySpan<T>(in record), new Span<T>(ref record));
        return record;
    }
}
