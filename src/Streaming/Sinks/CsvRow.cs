using System.Buffers;

namespace Flink.Streaming.Sinks;

/// <summary>Writes one row of CSV, quoted as RFC 4180 says: where a value holds a separator, a quote or an end of line.</summary>
internal sealed class CsvRow(byte separator)
{
    private readonly SearchValues<byte> _special = SearchValues.Create([separator, (byte)'"', (byte)'\r', (byte)'\n']);
    private EncodeBuffer _output = null!;
    private int _start;
    private int _columns;

    public void Begin(EncodeBuffer output)
    {
        _output = output;
        _start = output.Length;
        _columns = 0;
    }

    public void Column<TValue>(TValue value)
    {
        if (_columns++ > 0)
        {
            _output.Append(separator);
        }

        var begin = _output.Length;
        ValueText<TValue>.Column(in value, _output);
        if (_output.WrittenFrom(begin).IndexOfAny(_special) >= 0)
        {
            Quote(begin);
        }
    }

    public void End()
    {
        // A row of one empty value would be an empty line, which many readers skip.
        if (_output.Length == _start)
        {
            _output.Append("\"\""u8);
        }

        _output.Append((byte)'\n');
    }

    private void Quote(int begin)
    {
        var quotes = _output.WrittenFrom(begin).Count((byte)'"');
        var length = _output.Length - begin;
        var added = quotes + 2;
        _output.GetSpan(added);
        _output.Advance(added);
        var bytes = _output.WrittenFrom(begin);
        bytes[^1] = (byte)'"';
        var target = bytes.Length - 2;
        for (var source = length - 1; source >= 0; source--)
        {
            bytes[target--] = bytes[source];
            if (bytes[target + 1] == (byte)'"')
            {
                bytes[target--] = (byte)'"';
            }
        }

        bytes[0] = (byte)'"';
    }
}
