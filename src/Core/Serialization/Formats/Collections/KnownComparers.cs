using Flink.Core.Types;

namespace Flink.Core.Serialization.Formats.Collections;

/// <summary>The comparers that mean the same in every process, by the byte that stands for them.</summary>
internal static class KnownComparers
{
    private static readonly StringComparer[] OfText =
        [StringComparer.Ordinal, StringComparer.OrdinalIgnoreCase, StringComparer.InvariantCulture, StringComparer.InvariantCultureIgnoreCase];

    public static byte CodeOf<T>(IEqualityComparer<T> comparer, object owner) =>
        ReferenceEquals(comparer, EqualityComparer<T>.Default) ? (byte)0 : CodeOfText(comparer, owner);

    public static byte CodeOf<T>(IComparer<T> comparer, object owner) =>
        ReferenceEquals(comparer, Comparer<T>.Default) ? (byte)0 : CodeOfText(comparer, owner);

    /// <summary>The comparer of a code; false when there is none for this type.</summary>
    public static bool TryGetEquality<T>(byte code, out IEqualityComparer<T>? comparer)
    {
        comparer = code == 0 ? EqualityComparer<T>.Default : code <= OfText.Length ? OfText[code - 1] as IEqualityComparer<T> : null;
        return comparer is not null;
    }

    /// <inheritdoc cref="TryGetEquality{T}"/>
    public static bool TryGetOrder<T>(byte code, out IComparer<T>? comparer)
    {
        comparer = code == 0 ? Comparer<T>.Default : code <= OfText.Length ? OfText[code - 1] as IComparer<T> : null;
        return comparer is not null;
    }

    private static byte CodeOfText(object comparer, object owner)
    {
        var index = Array.FindIndex(OfText, known => known.Equals(comparer));
        return index >= 0 ? (byte)(index + 1) : throw new FlinkException(
            $"A collection of type '{TypeNames.Display(owner.GetType())}' cannot be serialized: its comparer of class "
            + $"'{TypeNames.Display(comparer.GetType())}' may be another, or none, where it is read. Use the default comparer, "
            + "StringComparer.Ordinal or StringComparer.InvariantCulture (both also with IgnoreCase).");
    }
}
