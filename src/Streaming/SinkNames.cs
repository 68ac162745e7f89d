namespace Flink.Streaming;

/// <summary>Names of sinks that the user has not named.</summary>
internal static class SinkNames
{
    public const string Unnamed = "Unnamed";

    private const string Suffix = "Sink";

    /// <summary>The name of the type without generic arguments and without the word sink: <c>PrintSink&lt;T&gt;</c> is <c>Print</c>.</summary>
    public static string Of(Type type)
    {
        var name = type.Name.Split('`')[0];
        return name.EndsWith(Suffix, StringComparison.Ordinal) && name.Length > Suffix.Length ? name[..^Suffix.Length] : name;
    }
}
