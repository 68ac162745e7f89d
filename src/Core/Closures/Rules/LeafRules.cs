using System.Collections;
using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Flink.Core.Closures.Rules;

/// <summary>The classes of .NET that travel as their content and hold no other objects.</summary>
internal static class LeafRules
{
    private static readonly JsonNamingPolicy[] _policies =
    [
        JsonNamingPolicy.CamelCase, JsonNamingPolicy.SnakeCaseLower, JsonNamingPolicy.SnakeCaseUpper, JsonNamingPolicy.KebabCaseLower, JsonNamingPolicy.KebabCaseUpper,
    ];

    private static readonly JavaScriptEncoder[] _encoders = [JavaScriptEncoder.Default, JavaScriptEncoder.UnsafeRelaxedJsonEscaping];

    private static readonly Type[] _classes =
    [
        typeof(string), typeof(Uri), typeof(Regex), typeof(CultureInfo), typeof(Encoding), typeof(Version), typeof(StringBuilder), typeof(IPAddress),
        typeof(IPEndPoint), typeof(TimeZoneInfo), typeof(BitArray), typeof(DBNull), typeof(MemberInfo), typeof(JavaScriptEncoder),
    ];

    /// <summary>Whether objects of a type may be leaves; the object at hand decides.</summary>
    public static bool Handles(Type type) =>
        Array.Exists(_classes, listed => listed.IsAssignableFrom(type)) || Comparers.Handles(type) || Array.Exists(_policies, policy => policy.GetType() == type);

    /// <summary>Writes the header of a leaf.</summary>
    /// <returns>False when the object is none.</returns>
    public static bool TryWrite(ClosureWriter writer, object value)
    {
        var output = writer.Header;
        switch (value)
        {
            case string text:
                output.Byte((byte)NodeCode.Text);
                output.Text(text);
                return true;
            case Type type:
                output.Byte((byte)NodeCode.Type);
                output.Count(writer.TypeIndex(type));
                return true;
            case MethodInfo method:
                output.Byte((byte)NodeCode.Method);
                output.Count(writer.MethodIndex(method));
                return true;
            case FieldInfo or PropertyInfo:
                var member = (MemberInfo)value;
                output.Byte(value is FieldInfo ? (byte)NodeCode.Field : (byte)NodeCode.Property);
                output.Count(writer.TypeIndex(member.DeclaringType!));
                output.Text(member.Name);
                return true;
            case Uri uri:
                output.Byte((byte)NodeCode.Uri);
                output.Byte(uri.IsAbsoluteUri ? (byte)UriKind.Absolute : (byte)UriKind.Relative);
                output.Text(uri.OriginalString);
                return true;
            case Regex regex:
                output.Byte((byte)NodeCode.Regex);
                output.Text(regex.ToString());
                output.Count((int)regex.Options);
                output.Int64(regex.MatchTimeout.Ticks);
                return true;
            case CultureInfo culture:
                output.Byte((byte)NodeCode.Culture);
                output.Text(culture.Name);
                return true;
            case Encoding encoding:
                output.Byte((byte)NodeCode.Encoding);
                WriteEncoding(output, encoding);
                return true;
            case Version version:
                output.Byte((byte)NodeCode.Version);
                output.Text(version.ToString());
                return true;
            case StringBuilder text:
                output.Byte((byte)NodeCode.TextBuilder);
                output.Text(text.ToString());
                return true;
            case IPAddress address:
                output.Byte((byte)NodeCode.Address);
                output.Text(address.ToString());
                return true;
            case IPEndPoint end:
                output.Byte((byte)NodeCode.EndPoint);
                output.Text(end.ToString());
                return true;
            case TimeZoneInfo zone:
                output.Byte((byte)NodeCode.TimeZone);
                output.Text(zone.ToSerializedString());
                return true;
            case BitArray bits:
                output.Byte((byte)NodeCode.Bits);
                output.Count(bits.Length);
                var bytes = new byte[(bits.Length + 7) / 8];
                bits.CopyTo(bytes, 0);
                output.Bytes(bytes);
                return true;
            case DBNull:
                output.Byte((byte)NodeCode.DatabaseNull);
                return true;
            case JsonNamingPolicy policy when Array.IndexOf(_policies, policy) is >= 0 and var index:
                output.Byte((byte)NodeCode.JsonNames);
                output.Byte((byte)index);
                return true;
            case JavaScriptEncoder encoder when Array.IndexOf(_encoders, encoder) is >= 0 and var index:
                output.Byte((byte)NodeCode.JsonEncoder);
                output.Byte((byte)index);
                return true;
            default:
                return Comparers.Handles(value.GetType()) && TryWriteComparer(writer, value);
        }
    }

    public static object Read(ClosureReader reader, NodeCode code)
    {
        var input = reader.Input;
        return code switch
        {
            NodeCode.Text => input.Text(),
            NodeCode.Type => reader.ReadType(),
            NodeCode.Method => reader.ReadMethod(),
            NodeCode.Field => reader.ReadType().GetField(input.Text(), AnyMember) ?? input.Corrupt<object>("a field that is named is not there"),
            NodeCode.Property => reader.ReadType().GetProperty(input.Text(), AnyMember) ?? input.Corrupt<object>("a property that is named is not there"),
            NodeCode.Uri => ReadUri(input),
            NodeCode.Regex => ReadRegex(input),
            NodeCode.Culture => CultureInfo.GetCultureInfo(input.Text()),
            NodeCode.Encoding => ReadEncoding(input),
            NodeCode.Version => Version.Parse(input.Text()),
            NodeCode.TextBuilder => new StringBuilder(input.Text()),
            NodeCode.Address => IPAddress.Parse(input.Text()),
            NodeCode.EndPoint => IPEndPoint.Parse(input.Text()),
            NodeCode.TimeZone => TimeZoneInfo.FromSerializedString(input.Text()),
            NodeCode.Bits => ReadBits(input),
            NodeCode.DatabaseNull => DBNull.Value,
            NodeCode.JsonNames => _policies[input.Index(_policies.Length, "naming policy")],
            NodeCode.JsonEncoder => _encoders[input.Index(_encoders.Length, "encoder")],
            NodeCode.Comparer => Comparers.Read(reader),
            _ => input.Corrupt<object>($"an object is of unknown kind {(byte)code}"),
        };
    }

    private const BindingFlags AnyMember =
        BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static bool TryWriteComparer(ClosureWriter writer, object comparer)
    {
        writer.Header.Byte((byte)NodeCode.Comparer);
        return Comparers.TryWrite(writer, comparer);
    }

    private static Uri ReadUri(ClosureInput input)
    {
        var kind = input.Byte() == (byte)UriKind.Absolute ? UriKind.Absolute : UriKind.Relative;
        return new Uri(input.Text(), kind);
    }

    private static Regex ReadRegex(ClosureInput input)
    {
        var pattern = input.Text();
        return new Regex(pattern, (RegexOptions)input.Number(), new TimeSpan(input.Int64()));
    }

    private static void WriteEncoding(ClosureOutput output, Encoding encoding)
    {
        output.Value(encoding.CodePage);
        output.Byte(encoding.Preamble.IsEmpty ? (byte)0 : (byte)1);
        output.Byte(encoding.DecoderFallback is DecoderExceptionFallback ? (byte)1 : (byte)0);
    }

    private static Encoding ReadEncoding(ClosureInput input)
    {
        var page = input.Value<int>();
        var (mark, throws) = (input.Byte() == 1, input.Byte() == 1);
        return page switch
        {
            65001 => new UTF8Encoding(mark, throws),
            1200 => new UnicodeEncoding(bigEndian: false, mark, throws),
            1201 => new UnicodeEncoding(bigEndian: true, mark, throws),
            12000 => new UTF32Encoding(bigEndian: false, mark, throws),
            12001 => new UTF32Encoding(bigEndian: true, mark, throws),
            _ => throws ? Encoding.GetEncoding(page, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback) : Encoding.GetEncoding(page),
        };
    }

    private static BitArray ReadBits(ClosureInput input)
    {
        var length = input.Number();
        return new BitArray(input.Bytes((int)(((long)length + 7) / 8)).ToArray()) { Length = length };
    }
}
