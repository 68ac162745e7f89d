using System.Reflection;

namespace Flink.Core.Closures;

/// <summary>An object on the way into a closure.</summary>
/// <param name="id">Its number, in the order in which objects are met.</param>
/// <param name="value">The object.</param>
/// <param name="parent">Which object referred to it first; null for the root.</param>
/// <param name="element">The element of the parent that it was met in; -1 for none.</param>
/// <param name="fields">The field that it was met in, behind the structs that hold that.</param>
internal sealed class ClosureNode(int id, object value, ClosureNode? parent, int element, FieldInfo[] fields)
{
    public int Id => id;

    public object Value => value;

    public ClosureNode? Parent => parent;

    public int Element => element;

    public FieldInfo[] Fields => fields;

    public WalkState State { get; set; }

    /// <summary>Whether it has a payload.</summary>
    public bool IsFilled { get; set; }

    /// <summary>Whether it is filled when all others are.</summary>
    public bool IsLast { get; set; }

    /// <summary>Whether there is nothing of it before its payload is read.</summary>
    public bool IsMadeInTurn { get; set; }

    public Range Header { get; set; }

    public Range Payload { get; set; }

    public Range Children { get; set; }

    public int NextChild { get; set; }
}

/// <summary>How far the walk over the graph has come with an object.</summary>
internal enum WalkState : byte
{
    Found,
    Open,
    Done,
}
