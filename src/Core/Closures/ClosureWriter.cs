using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Flink.Core.Closures.Rules;

namespace Flink.Core.Closures;

/// <summary>Writes one object graph.</summary>
/// <remarks>
/// An object has a header, from which it is allocated, and a payload, from which it is filled. Payloads are in the order of the end
/// of a depth-first walk, so that what an object refers to is complete when it is filled, but for cycles, where it is allocated;
/// collections that hash or compare their elements come last. The walk keeps its own stack, however long a chain of objects is.
/// </remarks>
internal sealed class ClosureWriter(string owner)
{
    private readonly List<ClosureNode> _nodes = [];
    private readonly Dictionary<object, ClosureNode> _byObject = new(ReferenceEqualityComparer.Instance);
    private readonly List<ClosureNode> _children = [];
    private readonly TypeTable _table = new();
    private readonly List<FieldInfo> _inline = [];
    private ClosureNode? _current;
    private int _element = -1;

    public ClosureOutput Header { get; } = new();

    public ClosureOutput Payload { get; } = new();

    /// <summary>Writes a graph behind what <paramref name="output"/> holds already.</summary>
    /// <returns>The assemblies of its types.</returns>
    public IReadOnlyCollection<Assembly> Write(object? root, ClosureOutput output)
    {
        var order = root is null ? [] : Walk(root);
        _table.WriteTo(output);
        output.Count(_nodes.Count);
        foreach (var node in _nodes)
        {
            output.Bytes(Header.Written[node.Header]);
        }

        output.Count(order.Count);
        foreach (var node in order)
        {
            output.Count(node.Id);
            output.Bytes(Payload.Written[node.Payload]);
        }

        return _table.Assemblies;
    }

    public int TypeIndex(Type type)
    {
        if (type.IsGenericParameter || type.IsPointer || type.IsByRef || type.IsFunctionPointer || type.Assembly.IsDynamic)
        {
            throw Refuse(type, new Refusal("of a type that has no name elsewhere"));
        }

        return _table.IndexOf(type);
    }

    public int MethodIndex(MethodInfo method)
    {
        if (method is DynamicMethod || method.DeclaringType is null || method.DeclaringType.Assembly.IsDynamic)
        {
            throw Refuse(
                typeof(Delegate), new Refusal("a delegate that was compiled at run time, from an expression tree or emitted code", "Compile it in IRichFunction.Open"));
        }

        return _table.IndexOf(method);
    }

    /// <summary>A count and so many elements.</summary>
    public void WriteElements(Array elements)
    {
        Payload.Count(elements.Length);
        WriteContent(elements, Shape.Of(elements.GetType()).Inner!);
    }

    private List<ClosureNode> Walk(object root)
    {
        var (order, last, open) = (new List<ClosureNode>(), new List<ClosureNode>(), new Stack<ClosureNode>());
        Add(root);
        Enter(_nodes[0], open);
        while (open.TryPeek(out var node))
        {
            if (node.NextChild < node.Children.End.Value)
            {
                var child = _children[node.NextChild++];
                if (child.State == WalkState.Found)
                {
                    Enter(child, open);
                }
            }
            else
            {
                open.Pop();
                node.State = WalkState.Done;
                if (node.IsFilled)
                {
                    (node.IsLast ? last : order).Add(node);
                }
            }
        }

        return [.. order, .. last];
    }

    private void Enter(ClosureNode node, Stack<ClosureNode> open)
    {
        open.Push(node);
        node.State = WalkState.Open;
        _current = node;
        _element = -1;
        _inline.Clear();
        var (header, payload, children) = (Header.Length, Payload.Length, _children.Count);
        Write(node, node.Value);
        node.Header = header..Header.Length;
        node.Payload = payload..Payload.Length;
        node.Children = children.._children.Count;
        node.NextChild = children;
    }

    private void Write(ClosureNode node, object value)
    {
        var shape = Shape.Of(value.GetType());
        switch (shape.Kind)
        {
            case ShapeKind.Object or ShapeKind.Struct:
                node.IsFilled = true;
                Begin(NodeCode.Object, shape.Type);
                WriteFields(shape, value);
                break;
            case ShapeKind.Array:
                node.IsFilled = true;
                WriteArray((Array)value, shape);
                break;
            case ShapeKind.Delegate:
                WriteDelegate(node, (Delegate)value);
                break;
            case ShapeKind.Collection:
                WriteCollection(node, value, shape);
                break;
            case ShapeKind.Primitive or ShapeKind.Value:
                Begin(NodeCode.Value, shape.Type);
                WritePlain(Header, shape, value);
                break;
            case ShapeKind.Open when LeafRules.TryWrite(this, value):
                break;
            default:
                throw Refuse(shape.Type, shape.Refusal ?? new Refusal("of a type of .NET that is rebuilt in its usual forms only, of which this is none"));
        }
    }

    private void Begin(NodeCode code, Type type)
    {
        Header.Byte((byte)code);
        Header.Count(TypeIndex(type));
    }

    private void WriteFields(Shape shape, object value)
    {
        _table.AddFields(shape);
        if (shape.Fields.Length == 0 && shape.Kind == ShapeKind.Struct)
        {
            Payload.Byte(0);
        }

        foreach (var (field, fieldShape) in shape.Fields)
        {
            _inline.Add(field);
            WriteValue(fieldShape, field.GetValue(value));
            _inline.RemoveAt(_inline.Count - 1);
        }
    }

    private void WriteValue(Shape shape, object? value)
    {
        switch (shape.Kind)
        {
            case ShapeKind.Primitive or ShapeKind.Value:
                WritePlain(Payload, shape, value!);
                break;
            case ShapeKind.Struct:
                WriteFields(shape, value!);
                break;
            case ShapeKind.Nullable:
                Payload.Byte(value is null ? (byte)0 : (byte)1);
                if (value is not null)
                {
                    WriteValue(shape.Inner!, value);
                }

                break;
            case ShapeKind.Refused when shape.Type.IsValueType:
                WriteEmpty(shape, value!);
                break;
            default:
                WriteReference(value);
                break;
        }
    }

    // A token or handle that Open is to fill holds nothing yet.
    private void WriteEmpty(Shape shape, object value)
    {
        if (MemoryMarshal.CreateReadOnlySpan(ref BoxedBytes.Of(value), RuntimeHelpers.SizeOf(shape.Type.TypeHandle)).ContainsAnyExcept((byte)0))
        {
            throw Refuse(shape.Type, shape.Refusal!);
        }

        Payload.Byte(0);
    }

    private void WriteReference(object? value)
    {
        if (value is null)
        {
            Payload.Count(0);
            return;
        }

        Payload.Count(Reference(value).Id + 1);
    }

    private ClosureNode Reference(object value)
    {
        var node = _byObject.GetValueOrDefault(value) ?? Add(value);
        if (node is { State: WalkState.Open, IsMadeInTurn: true })
        {
            throw Refuse(value.GetType(), new Refusal("an immutable collection or delegate that holds itself", "Break the cycle"));
        }

        _children.Add(node);
        return node;
    }

    private ClosureNode Add(object value)
    {
        var node = new ClosureNode(_nodes.Count, value, _current, _element, _inline.Count == 0 ? [] : [.. _inline]);
        _nodes.Add(node);
        _byObject.Add(value, node);
        return node;
    }

    private static void WritePlain(ClosureOutput output, Shape shape, object value)
    {
        if (shape.Value is { } rule)
        {
            rule.Write(output, value);
        }
        else
        {
            output.Bytes(MemoryMarshal.CreateReadOnlySpan(ref BoxedBytes.Of(value), shape.Size));
        }
    }

    private void WriteArray(Array array, Shape shape)
    {
        Begin(NodeCode.Array, shape.Type);
        for (var dimension = 0; dimension < array.Rank; dimension++)
        {
            if (array.GetLowerBound(dimension) != 0)
            {
                throw Refuse(shape.Type, new Refusal("an array that does not begin at 0", "Copy it into one that does"));
            }

            Header.Count(array.GetLength(dimension));
        }

        WriteContent(array, shape.Inner!);
    }

    private void WriteContent(Array array, Shape element)
    {
        if (element.IsBlock)
        {
            AddBlockFields(element);
            Payload.Count(element.Size);
            Payload.Bytes(MemoryMarshal.CreateReadOnlySpan(ref MemoryMarshal.GetArrayDataReference(array), checked(array.Length * element.Size)));
            return;
        }

        if (array is object?[] references)
        {
            for (_element = 0; _element < references.Length; _element++)
            {
                WriteReference(references[_element]);
            }
        }
        else
        {
            _element = 0;
            foreach (var value in array)
            {
                WriteValue(element, value);
                _element++;
            }
        }

        _element = -1;
    }

    private void AddBlockFields(Shape shape)
    {
        if (shape.Kind == ShapeKind.Struct)
        {
            _table.AddFields(shape);
            Array.ForEach(shape.Fields, pair => AddBlockFields(pair.Shape));
        }
    }

    private void WriteDelegate(ClosureNode node, Delegate function)
    {
        var calls = function.HasSingleTarget ? [function] : function.GetInvocationList();
        var isLate = Array.Exists(calls, call => call.Target is { } target && IsMadeInTurn(target));
        node.IsMadeInTurn = isLate;
        node.IsFilled = isLate;
        Begin(isLate ? NodeCode.LateDelegate : NodeCode.Delegate, function.GetType());
        var output = isLate ? Payload : Header;
        output.Count(calls.Length);
        foreach (var call in calls)
        {
            output.Count(MethodIndex(call.Method));
            output.Count(call.Target is { } target ? Reference(target).Id + 1 : 0);
        }
    }

    private static bool IsMadeInTurn(object value) =>
        value is Delegate || Shape.Of(value.GetType()).Collection is { Phase: FillPhase.AtOnce };

    private void WriteCollection(ClosureNode node, object collection, Shape shape)
    {
        var rule = shape.Collection!;
        node.IsFilled = true;
        node.IsLast = rule.Phase == FillPhase.Last;
        node.IsMadeInTurn = rule.Phase == FillPhase.AtOnce;
        var first = _children.Count;
        Begin(NodeCode.Collection, shape.Type);
        Header.Count(rule.ComparerOf(collection) is { } comparer ? Reference(comparer).Id + 1 : 0);
        rule.Write(this, collection);
        if (node.IsMadeInTurn && rule.LooksAtElements && _children[first..].Exists(child => child.State == WalkState.Open))
        {
            throw Refuse(shape.Type, new Refusal("an immutable collection whose elements refer back to it, so that they cannot be compared in time", "Break the cycle"));
        }
    }

    private ClosureException Refuse(Type culprit, Refusal refusal) =>
        ClosurePath.Refuse(_current, _element, _inline, culprit, refusal, owner);
}
