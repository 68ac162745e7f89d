namespace Flink.Streaming.Sinks;

/// <summary>A row of comma-separated values a record, as RFC 4180 describes, with "\n" at the end of a row.</summary>
/// <typeparam name="T">
/// The record type: a single value, a tuple, or a type whose public properties, then fields, are the columns in the order of their declaration.
/// </typeparam>
/// <remarks>Null is an empty value; numbers, dates (ISO 8601) and truth values are culture-invariant.</remarks>
public sealed class CsvEncoder<T> : IRecordEncoder<T>
{
    private readonly byte _separator;
    private readonly bool _header;

    /// <summary>An encoder for a record type.</summary>
    /// <param name="separator">What stands between values; an ASCII character that is no quote or end of line.</param>
    /// <param name="header">Whether the names of the columns are the first row of a file.</param>
    /// <exception cref="ArgumentException">The separator is none, or the type has a column that is not a single value; names it.</exception>
    public CsvEncoder(char separator = ',', bool header = false)
    {
        if (!char.IsAscii(separator) || separator is '"' or '\r' or '\n' or '\0')
        {
            throw new ArgumentException($"'{separator}' can't separate values; use an ASCII character that is no quote or end of line.", nameof(separator));
        }

        _separator = (byte)separator;
        _header = header;
        ArgumentOutOfRangeException.ThrowIfZero(CsvColumns<T>.Names.Length);
    }

    /// <inheritdoc/>
    public void EncodeHeader(EncodeBuffer output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (!_header)
        {
            return;
        }

        var row = output.CsvRow(_separator);
        foreach (var name in CsvColumns<T>.Names)
        {
            row.Column(name);
        }

        row.End();
    }

    /// <inheritdoc/>
    public void Encode(in T record, EncodeBuffer output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var row = output.CsvRow(_separator);
        CsvColumns<T>.Write(in record, row);
        row.End();
    }
}
