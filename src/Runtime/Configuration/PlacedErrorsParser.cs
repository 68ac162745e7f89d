using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Flink.Runtime.Configuration;

/// <summary>YamlDotNet's parser, with a place for every error.</summary>
/// <remarks>
/// For some malformed texts the library throws a general exception (a colon in a list that is not closed, a tag of odd letters)
/// or may end without an error. Here each is a <see cref="YamlException"/> at the last good event.
/// </remarks>
internal sealed class PlacedErrorsParser(IParser inner) : IParser
{
    private Mark _last = Mark.Empty;
    private bool _ended;

    public ParsingEvent? Current => inner.Current;

    public bool MoveNext()
    {
        var moved = false;
        try
        {
            moved = inner.MoveNext();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            throw Problem();
        }

        if (!moved && !_ended)
        {
            throw Problem();
        }

        _ended = inner.Current is null or StreamEnd;
        _last = inner.Current?.End ?? _last;
        return moved;
    }

    private YamlException Problem() => new(_last, _last, "cannot be read from here on: an open bracket, a tab or a tag");
}
