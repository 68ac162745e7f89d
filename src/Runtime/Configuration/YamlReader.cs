using Flink.Core.Configuration;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Flink.Runtime.Configuration;

/// <summary>
/// Turns YAML into dotted keys with flat text values and lines: nested and dotted keys are equal, and each may
/// occur once.
/// </summary>
/// <remarks>
/// Works on parser events, which carry lines. Lists become <c>a;b;c</c>, mappings become keys below their key, a key without a value is not set.
/// Everything else that YAML offers (anchors, tags, several documents, lists of lists) is refused with its line.
/// </remarks>
/// <param name="originAt">The origin of a line of the text.</param>
/// <param name="errors">Receives what cannot be used.</param>
internal sealed class YamlReader(Func<int, ConfigOrigin> originAt, List<ConfigurationError> errors)
{
    private const string ExpectedLines = "lines of the form 'key: value'";

    private readonly Dictionary<string, ConfigOrigin> _given = new(StringComparer.Ordinal);

    /// <summary>What was read, in the order of the text.</summary>
    public List<KeyValuePair<string, ConfigEntry>> Entries { get; } = [];

    /// <summary>Keys without a value.</summary>
    public List<KeyValuePair<string, ConfigOrigin>> Unset { get; } = [];

    /// <summary>Reads one text; several calls share the check for keys given twice.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="lineOffset">Lines before the text.</param>
    public void Read(string text, int lineOffset = 0)
    {
        if (PlainYaml.Read(text) is { } lines)
        {
            AddPlain(lines, lineOffset);
        }
        else
        {
            ReadAll(text, lineOffset);
        }
    }

    /// <summary>As <see cref="Read"/>, with the whole parser whatever the text.</summary>
    internal void ReadAll(string text, int lineOffset)
    {
        var events = new PlacedErrorsParser(new Parser(new StringReader(text)));
        try
        {
            ReadDocument(events, lineOffset);
        }
        catch (YamlException e)
        {
            // No inner exception: its text may quote the line, and a malformed line may hold a secret.
            var problem = $"not valid YAML at column {e.Start.Column}{YamlProblem.Describe(e, text)}";
            Refuse("", originAt((int)e.Start.Line + lineOffset), problem, ExpectedLines);
        }
    }

    private void AddPlain(List<PlainYamlLine> lines, int lineOffset)
    {
        foreach (var line in lines)
        {
            var origin = originAt(line.Line + lineOffset);
            if (line.Value is null)
            {
                Unset.Add(new(line.Key, origin));
            }
            else
            {
                Add(line.Key, line.Value, origin);
            }
        }
    }

    private void ReadDocument(IParser events, int lineOffset)
    {
        events.Consume<StreamStart>();
        if (events.Accept<StreamEnd>(out _))
        {
            return;
        }

        events.Consume<DocumentStart>();
        ReadRoot(events, lineOffset);
        events.Consume<DocumentEnd>();
        if (events.TryConsume<DocumentStart>(out var second))
        {
            Refuse("", OriginOf(second, lineOffset), "a second YAML document begins here", "one document");
            return;
        }

        events.Consume<StreamEnd>();
    }

    private void ReadRoot(IParser events, int lineOffset)
    {
        if (events.TryConsume<MappingStart>(out var root))
        {
            RefuseDecoration("", root, lineOffset);
            ReadMapping(events, "", lineOffset);
        }
        else if (events.Accept<Scalar>(out var scalar) && IsNull(scalar))
        {
            events.Consume<Scalar>();
        }
        else
        {
            Refuse("", OriginOf(events.Current!, lineOffset), "no key is given", ExpectedLines);
            events.SkipThisAndNestedEvents();
        }
    }

    private void ReadMapping(IParser events, string prefix, int lineOffset)
    {
        Dictionary<string, ConfigOrigin> keys = new(StringComparer.Ordinal);
        while (!events.TryConsume<MappingEnd>(out _))
        {
            if (!events.Accept<Scalar>(out var keyEvent))
            {
                Refuse(prefix.TrimEnd('.'), OriginOf(events.Current!, lineOffset), "a key is a list, a map or an alias", "plain text as key");
                events.SkipThisAndNestedEvents();
                SkipValue(events);
                continue;
            }

            events.Consume<Scalar>();
            var key = prefix + keyEvent.Value;
            var origin = OriginOf(keyEvent, lineOffset);
            RefuseDecoration(key, keyEvent, lineOffset);
            if (events.Accept<MappingEnd>(out _))
            {
                // See SkipValue.
                Refuse(key, origin, "a key or its value cannot be read", ExpectedLines);
            }
            else if (string.IsNullOrWhiteSpace(keyEvent.Value))
            {
                Refuse(prefix.TrimEnd('.'), origin, "a key is empty", ExpectedLines);
                events.SkipThisAndNestedEvents();
            }
            else if (!keys.TryAdd(keyEvent.Value, origin))
            {
                RefuseSecond(key, origin, keys[keyEvent.Value]);
                events.SkipThisAndNestedEvents();
            }
            else
            {
                ReadValue(events, key, origin, lineOffset);
            }
        }
    }

    private void ReadValue(IParser events, string key, ConfigOrigin origin, int lineOffset)
    {
        RefuseDecoration(key, events.Current as NodeEvent, lineOffset);
        if (events.TryConsume<MappingStart>(out _))
        {
            ReadMapping(events, key + ".", lineOffset);
        }
        else if (events.TryConsume<SequenceStart>(out _))
        {
            Add(key, DelimitedText.Join(ReadList(events, key, lineOffset), ';'), origin);
        }
        else if (events.TryConsume<Scalar>(out var scalar))
        {
            AddScalar(key, scalar, origin);
        }
        else
        {
            Refuse(key, OriginOf(events.Current!, lineOffset), "is a YAML alias", "the value itself");
            events.SkipThisAndNestedEvents();
        }
    }

    private List<string> ReadList(IParser events, string key, int lineOffset)
    {
        List<string> parts = [];
        while (!events.TryConsume<SequenceEnd>(out _))
        {
            RefuseDecoration(key, events.Current as NodeEvent, lineOffset);
            if (events.TryConsume<Scalar>(out var scalar))
            {
                RefuseContinuation(key, scalar, OriginOf(scalar, lineOffset));
                parts.Add(scalar.Value);
            }
            else if (events.TryConsume<MappingStart>(out _))
            {
                parts.Add(MapText.Write(ReadMapOfTexts(events, key, lineOffset)));
            }
            else
            {
                Refuse(key, OriginOf(events.Current!, lineOffset), "holds a list in a list or an alias", "a list of texts or of maps of texts");
                events.SkipThisAndNestedEvents();
            }
        }

        return parts;
    }

    private Dictionary<string, string> ReadMapOfTexts(IParser events, string key, int lineOffset)
    {
        Dictionary<string, string> map = new(StringComparer.Ordinal);
        while (!events.TryConsume<MappingEnd>(out _))
        {
            var origin = OriginOf(events.Current!, lineOffset);
            if (!events.TryConsume<Scalar>(out var name))
            {
                Refuse(key, origin, "holds a map with a key that is no text", "a list of maps of texts");
                events.SkipThisAndNestedEvents();
                SkipValue(events);
            }
            else if (!events.TryConsume<Scalar>(out var value))
            {
                Refuse(key, origin, $"holds a map whose '{name.Value}' is no text", "a list of maps of texts");
                SkipValue(events);
            }
            else if (!map.TryAdd(name.Value, value.Value))
            {
                Refuse(key, origin, $"holds a map that gives '{name.Value}' twice", "each key once");
            }
            else
            {
                RefuseContinuation(key, value, origin);
            }
        }

        return map;
    }

    /// <summary>Skips a value, if there is one: YamlDotNet drops an empty key that begins a document, so that a last key stays alone.</summary>
    private static void SkipValue(IParser events)
    {
        if (!events.Accept<MappingEnd>(out _))
        {
            events.SkipThisAndNestedEvents();
        }
    }

    private void AddScalar(string key, Scalar scalar, ConfigOrigin origin)
    {
        RefuseContinuation(key, scalar, origin);
        if (IsNull(scalar))
        {
            Unset.Add(new(key, origin));
        }
        else
        {
            Add(key, scalar.Value, origin);
        }
    }

    private void Add(string key, string value, ConfigOrigin origin)
    {
        if (_given.TryAdd(key, origin))
        {
            Entries.Add(new(key, new ConfigEntry(value, origin)));
        }
        else
        {
            RefuseSecond(key, origin, _given[key]);
        }
    }

    private static bool IsNull(Scalar scalar) =>
        scalar.Style == ScalarStyle.Plain && scalar.Value is ("" or "~" or "null" or "Null" or "NULL");

    /// <summary>
    /// Legal in YAML, but here it is a line without its colon that would become part of another key's value, a
    /// secret perhaps.
    /// </summary>
    private void RefuseContinuation(string key, Scalar scalar, ConfigOrigin origin)
    {
        if (scalar.Style == ScalarStyle.Plain && scalar.End.Line > scalar.Start.Line)
        {
            Refuse(key, origin, "goes on in the next line", "a value in one line, or in quotes");
        }
    }

    private void RefuseSecond(string key, ConfigOrigin second, ConfigOrigin first) =>
        Refuse(key, second, $"is given twice, first in line {first.Line}", "each key once, nested or dotted");

    private void RefuseDecoration(string key, NodeEvent? node, int lineOffset)
    {
        if (node is { Anchor.IsEmpty: false })
        {
            Refuse(key, OriginOf(node, lineOffset), "has a YAML anchor", "a plain value");
        }

        if (node is { Tag: { IsEmpty: false, IsNonSpecific: false } })
        {
            Refuse(key, OriginOf(node, lineOffset), "has a YAML tag", "a plain value");
        }
    }

    private void Refuse(string key, ConfigOrigin origin, string problem, string expected) =>
        errors.Add(new ConfigurationError(key, origin, null, problem, expected));

    private ConfigOrigin OriginOf(ParsingEvent parsed, int lineOffset) => originAt((int)parsed.Start.Line + lineOffset);
}
