using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Flink.Core.Closures.Rules;

namespace Flink.Core.Closures;

/// <summary>Puts one object graph together: allocates every object from its header, binds delegates, then fills objects in the order that the writer chose.</summary>
internal sealed class ClosureReader(ClosureInput input, TypeResolver resolver)
{
    private TypeTableReader _table = null!;
    private object?[] _objects = [];
    private NodeCode[] _codes = [];
    private Type?[] _types = [];
    private int[] _comparers = [];
    private bool[] _isFilled = [];
    private long _promised;

    public ClosureInput Input => input;

    /// <summary>The root of the graph.</summary>
    public object? Read()
    {
        try
        {
            _table = new TypeTableReader(input, resolver);
            ReadHeaders();
            Fill();
            return _objects.Length == 0 ? null : _objects[0];
        }
        catch (Exception e) when (e is not (FlinkException or OutOfMemoryException))
        {
            var cause = e is TargetInvocationException { InnerException: { } inner } ? inner : e;
            throw new ClosureException(
                $"A function that travelled cannot be put together (at byte {input.Position}): {cause.Message} "
                + "Its bytes are damaged, or the code here is of another version than the job's.",
                cause);
        }
    }

    public Type ReadType() => _table.ReadType();

    public MethodInfo ReadMethod() => _table.ReadMethod();

    public T Corrupt<T>(string reason) => input.Corrupt<T>(reason);

    /// <summary>A count and so many elements.</summary>
    public Array ReadElements(Type type)
    {
        var element = Shape.OfPlace(type);
        var array = Array.CreateInstance(type, input.Count(element.MinimumBytes));
        ReadContent(array, element);
        return array;
    }

    private void ReadHeaders()
    {
        var count = input.Count();
        _objects = new object?[count];
        _codes = new NodeCode[count];
        _types = new Type?[count];
        _comparers = new int[count];
        _isFilled = new bool[count];
        var functions = new List<(int Id, (MethodInfo Method, int Target)[] Calls)>();
        for (var id = 0; id < count; id++)
        {
            var code = _codes[id] = (NodeCode)input.Byte();
            switch (code)
            {
                case NodeCode.Object:
                    _objects[id] = Allocate(_types[id] = ReadType());
                    break;
                case NodeCode.Array:
                    _objects[id] = AllocateArray(_types[id] = ReadType());
                    break;
                case NodeCode.Delegate:
                    _types[id] = ReadType();
                    functions.Add((id, ReadCalls()));
                    break;
                case NodeCode.LateDelegate:
                    _types[id] = ReadType();
                    break;
                case NodeCode.Value:
                    _objects[id] = ReadPlain(Shape.Of(ReadType()));
                    break;
                case NodeCode.Collection:
                    _types[id] = ReadType();
                    _comparers[id] = input.Index(count + 1, "object");
                    break;
                default:
                    _objects[id] = LeafRules.Read(this, code);
                    break;
            }
        }

        for (var id = 0; id < count; id++)
        {
            if (_codes[id] == NodeCode.Collection)
            {
                _objects[id] = CollectionOf(id).Create(Object(_comparers[id], mayBeMissing: true));
            }
        }

        foreach (var (id, calls) in functions)
        {
            _objects[id] = Bind(_types[id]!, calls);
        }
    }

    private void Fill()
    {
        for (var left = input.Count(); left > 0; left--)
        {
            var id = input.Index(_objects.Length, "object");
            if (_isFilled[id])
            {
                input.Corrupt<int>($"object {id} is filled twice");
            }

            _isFilled[id] = true;
            switch (_codes[id])
            {
                case NodeCode.Object:
                    ReadFields(_table.FieldsOf(_types[id]!), _objects[id]!);
                    if (_types[id]!.IsValueType && _table.FieldsOf(_types[id]!).Length == 0)
                    {
                        input.Byte();
                    }

                    break;
                case NodeCode.Array:
                    ReadContent((Array)_objects[id]!, Shape.Of(_types[id]!).Inner!);
                    break;
                case NodeCode.LateDelegate:
                    _objects[id] = Bind(_types[id]!, ReadCalls());
                    break;
                case NodeCode.Collection:
                    _objects[id] = CollectionOf(id).Fill(this, _objects[id], Object(_comparers[id], mayBeMissing: false));
                    break;
                default:
                    input.Corrupt<int>($"object {id} has nothing to fill");
                    break;
            }
        }
    }

    private object Allocate(Type type)
    {
        var shape = Shape.Of(type);
        if (shape.Kind is not (ShapeKind.Object or ShapeKind.Struct))
        {
            return input.Corrupt<object>($"an object of {type} is announced, which is not copied by its fields");
        }

        Promise(shape.MinimumBytes);
        return RuntimeHelpers.GetUninitializedObject(type);
    }

    private Array AllocateArray(Type type)
    {
        if (!type.IsArray)
        {
            return input.Corrupt<Array>($"{type} is announced as an array");
        }

        var lengths = new int[type.GetArrayRank()];
        var total = 1L;
        for (var i = 0; i < lengths.Length; i++)
        {
            lengths[i] = input.Number();
            total = Math.Min(int.MaxValue + 1L, total * lengths[i]);
        }

        Promise(total * Shape.Of(type).Inner!.MinimumBytes);
        return Array.CreateInstance(type.GetElementType()!, lengths);
    }

    // What is allocated before its bytes are read must fit what is left of them, all of it together.
    private void Promise(long bytes)
    {
        _promised += bytes;
        if (_promised > input.Remaining)
        {
            input.Corrupt<int>($"objects of at least {_promised} bytes are announced and {input.Remaining} bytes are left");
        }
    }

    private (MethodInfo Method, int Target)[] ReadCalls()
    {
        var calls = new (MethodInfo, int)[input.Count(2)];
        for (var i = 0; i < calls.Length; i++)
        {
            calls[i] = (ReadMethod(), input.Index(_objects.Length + 1, "object"));
        }

        return calls;
    }

    private Delegate Bind(Type type, (MethodInfo Method, int Target)[] calls)
    {
        if (calls.Length == 0 || type.BaseType != typeof(MulticastDelegate))
        {
            return input.Corrupt<Delegate>($"a delegate of {type} calls {calls.Length} methods");
        }

        var bound = Array.ConvertAll(calls, call => Delegate.CreateDelegate(type, Object(call.Target, mayBeMissing: false), call.Method));
        return bound.Length == 1 ? bound[0] : Delegate.Combine(bound)!;
    }

    private CollectionRule CollectionOf(int id) =>
        Shape.Of(_types[id]!).Collection ?? input.Corrupt<CollectionRule>($"{_types[id]} is announced as a collection");

    private void ReadFields((FieldInfo Field, Shape Shape)[] fields, object target)
    {
        foreach (var (field, shape) in fields)
        {
            field.SetValue(target, ReadValue(shape));
        }
    }

    private object? ReadValue(Shape shape)
    {
        switch (shape.Kind)
        {
            case ShapeKind.Primitive or ShapeKind.Value:
                return ReadPlain(shape);
            case ShapeKind.Struct:
                var value = RuntimeHelpers.GetUninitializedObject(shape.Type);
                var fields = _table.FieldsOf(shape.Type);
                ReadFields(fields, value);
                if (fields.Length == 0)
                {
                    input.Byte();
                }

                return value;
            case ShapeKind.Nullable:
                return input.Byte() == 0 ? null : ReadValue(shape.Inner!);
            case ShapeKind.Refused when shape.Type.IsValueType:
                // Only an empty one travels.
                input.Byte();
                return RuntimeHelpers.GetUninitializedObject(shape.Type);
            default:
                return Object(input.Index(_objects.Length + 1, "object"), mayBeMissing: false);
        }
    }

    private object? Object(int reference, bool mayBeMissing) => reference == 0
        ? null
        : _objects[reference - 1] ?? (mayBeMissing ? null : input.Corrupt<object>($"object {reference - 1} is used before it is made"));

    private object ReadPlain(Shape shape)
    {
        if (shape.Value is { } rule)
        {
            return rule.Read(input);
        }

        if (shape.Kind != ShapeKind.Primitive)
        {
            return input.Corrupt<object>($"a value of {shape.Type} is announced as a plain one");
        }

        var value = RuntimeHelpers.GetUninitializedObject(shape.Type);
        input.Bytes(shape.Size).CopyTo(MemoryMarshal.CreateSpan(ref BoxedBytes.Of(value), shape.Size));
        return value;
    }

    private void ReadContent(Array array, Shape element)
    {
        if (element.IsBlock)
        {
            ReadBlock(array, element);
        }
        else if (array is object?[] references)
        {
            for (var i = 0; i < references.Length; i++)
            {
                references[i] = ReadValue(element);
            }
        }
        else
        {
            var indexes = new int[array.Rank];
            for (var i = 0; i < array.Length; i++)
            {
                array.SetValue(ReadValue(element), indexes);
                Advance(array, indexes);
            }
        }
    }

    private void ReadBlock(Array array, Shape element)
    {
        if (element.Kind == ShapeKind.Struct)
        {
            CheckBlock(element);
        }

        var size = input.Number();
        if (size != element.Size)
        {
            throw new ClosureException($"An element of {element.Type} took {size} bytes where the job was built, and takes {element.Size} here: job and code must come from one build.");
        }

        var bytes = input.Bytes((int)Math.Min(int.MaxValue, (long)array.Length * size));
        bytes.CopyTo(MemoryMarshal.CreateSpan(ref MemoryMarshal.GetArrayDataReference(array), bytes.Length));
    }

    // Memory is laid out by the order of the fields.
    private void CheckBlock(Shape shape)
    {
        if (shape.Kind != ShapeKind.Struct)
        {
            return;
        }

        if (!_table.FieldsOf(shape.Type).AsSpan().SequenceEqual(shape.Fields))
        {
            throw new ClosureException($"The fields of {shape.Type} are in another order than where the job was built: job and code must come from one build.");
        }

        Array.ForEach(shape.Fields, pair => CheckBlock(pair.Shape));
    }

    private static void Advance(Array array, int[] indexes)
    {
        for (var dimension = indexes.Length - 1; dimension >= 0; dimension--)
        {
            if (++indexes[dimension] < array.GetLength(dimension))
            {
                return;
            }

            indexes[dimension] = 0;
        }
    }
}
