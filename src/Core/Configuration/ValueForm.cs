using System.Diagnostics.CodeAnalysis;

namespace Flink.Core.Configuration;

/// <summary>
/// How values of one type are written in configuration: reading, writing and the words that describe the accepted
/// form.
/// </summary>
/// <typeparam name="T">The type of the read value.</typeparam>
/// <remarks>Immutable; safe to share between options and threads.</remarks>
public sealed class ValueForm<T>
    where T : notnull
{
    private readonly Reader _reader;
    private readonly Func<T, string> _writer;

    /// <summary>A form from its two directions.</summary>
    /// <param name="typeName">The type as the reference page names it.</param>
    /// <param name="expected">What a value must look like, as it follows the word "expected" in an error.</param>
    /// <param name="reader">Reads text; false when the text has not this form. Must not throw.</param>
    /// <param name="writer">Writes text that <paramref name="reader"/> reads back to an equal value.</param>
    public ValueForm(string typeName, string expected, Reader reader, Func<T, string> writer)
    {
        TypeName = typeName;
        Expected = expected;
        _reader = reader;
        _writer = writer;
    }

    /// <summary>Reads <paramref name="text"/>; false when it has not this form.</summary>
    public delegate bool Reader(string text, [MaybeNullWhen(false)] out T value);

    /// <summary>The type as the reference page names it, such as <c>Duration</c>.</summary>
    public string TypeName { get; }

    /// <summary>What a value must look like, as it follows the word "expected" in an error.</summary>
    public string Expected { get; }

    /// <summary>Reads a value; false when the text has not this form.</summary>
    public bool TryRead(string text, [MaybeNullWhen(false)] out T value) => _reader(text, out value);

    /// <summary>The text of a value, from which <see cref="TryRead"/> gives an equal one.</summary>
    public string Write(T value) => _writer(value);

    /// <summary>The same form for fewer values.</summary>
    /// <param name="accepts">Whether a read value is allowed.</param>
    /// <param name="expected">The new words for <see cref="Expected"/>.</param>
    public ValueForm<T> Where(Func<T, bool> accepts, string expected)
    {
        ArgumentNullException.ThrowIfNull(accepts);
        var reader = _reader;
        return new ValueForm<T>(
            TypeName,
            expected,
            (string text, [MaybeNullWhen(false)] out T value) => reader(text, out value) && accepts(value),
            _writer);
    }
}
