namespace Flink.Core.Types;

/// <summary>
/// A type cannot do what the system needs of it (be a key, be copied, be serialized). Raised when the graph is built or deployed,
/// never per record.
/// </summary>
public sealed class UnsupportedTypeException : FlinkException
{
    /// <summary>Creates the error.</summary>
    /// <param name="purpose">What the type was needed for, after "cannot": "be used as a key".</param>
    /// <param name="root">The type that the program named.</param>
    /// <param name="path">Fields from the root to the culprit, as "Order.Lines"; empty when the root itself is the culprit.</param>
    /// <param name="culprit">The type that is at fault.</param>
    /// <param name="reason">Why, and what to do, as one or two sentences.</param>
    public UnsupportedTypeException(string purpose, Type root, string path, Type culprit, string reason)
        : base(Describe(purpose, root, path, culprit, reason))
    {
        Root = root;
        Path = path;
        Culprit = culprit;
    }

    /// <summary>The type that the program named.</summary>
    public Type Root { get; }

    /// <summary>Fields from the root to the culprit, separated by dots; empty when the root itself is the culprit.</summary>
    public string Path { get; }

    /// <summary>The type that is at fault.</summary>
    public Type Culprit { get; }

    private static string Describe(string purpose, Type root, string path, Type culprit, string reason)
    {
        var where = path.Length == 0 ? "" : $" its part {path} is of type '{TypeNames.Display(culprit)}', and";
        return $"Type '{TypeNames.Display(root)}' cannot {purpose}:{where} {reason}";
    }
}
