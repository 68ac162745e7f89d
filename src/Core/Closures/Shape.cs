using System.Reflection;
using System.Runtime.CompilerServices;
using Flink.Core.Closures.Rules;

namespace Flink.Core.Closures;

/// <summary>How values of a type travel; worked out once a type.</summary>
internal sealed class Shape
{
    private static readonly ConditionalWeakTable<Type, Shape> _shapes = [];
    private static readonly Shape _reference = new(typeof(object), ShapeKind.Open);

    private Shape(Type type, ShapeKind kind)
    {
        Type = type;
        Kind = kind;
    }

    public Type Type { get; }

    public ShapeKind Kind { get; }

    /// <summary>The fields of what is copied field by field, and their shapes.</summary>
    public (FieldInfo Field, Shape Shape)[] Fields { get; private init; } = [];

    /// <summary>The shape of the elements of an array, or of what is in a nullable value.</summary>
    public Shape? Inner { get; private init; }

    /// <summary>For <see cref="ShapeKind.Value"/>.</summary>
    public ValueRule? Value { get; private init; }

    /// <summary>For <see cref="ShapeKind.Collection"/>.</summary>
    public CollectionRule? Collection { get; private init; }

    /// <summary>Why it cannot travel; for <see cref="ShapeKind.Refused"/>.</summary>
    public Refusal? Refusal { get; private init; }

    /// <summary>Whether an array of it is written as it lies in memory: numbers, and structs of the user's that hold nothing but numbers.</summary>
    public bool IsBlock { get; private init; }

    /// <summary>Bytes of an element that <see cref="IsBlock"/>.</summary>
    public int Size { get; private init; }

    /// <summary>The fewest bytes that a value takes; at least 1.</summary>
    public int MinimumBytes { get; private init; } = 1;

    /// <summary>How an object of a type travels.</summary>
    public static Shape Of(Type type) => _shapes.GetValue(type, Find);

    /// <summary>How what a field or element of a type holds travels: a value, or a reference, whatever it refers to.</summary>
    public static Shape OfPlace(Type type) => type.IsValueType || type.IsPointer ? Of(type) : _reference;

    private static Shape Find(Type type)
    {
        if (Refusals.Find(type) is { } refusal)
        {
            return new Shape(type, ShapeKind.Refused) { Refusal = refusal };
        }

        if (type.IsPrimitive || type.IsEnum)
        {
            var size = RuntimeHelpers.SizeOf(type.TypeHandle);
            return new Shape(type, ShapeKind.Primitive) { IsBlock = true, Size = size, MinimumBytes = size };
        }

        if (type.IsArray)
        {
            return new Shape(type, ShapeKind.Array) { Inner = OfPlace(type.GetElementType()!) };
        }

        if (ValueRules.Find(type) is { } value)
        {
            return new Shape(type, ShapeKind.Value) { Value = value, MinimumBytes = value.MinimumBytes };
        }

        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return new Shape(type, ShapeKind.Nullable) { Inner = Of(inner) };
        }

        if (typeof(Delegate).IsAssignableFrom(type))
        {
            return new Shape(type, type.BaseType == typeof(MulticastDelegate) ? ShapeKind.Delegate : ShapeKind.Open);
        }

        if (CollectionRules.Find(type) is { } collection)
        {
            return new Shape(type, ShapeKind.Collection) { Collection = collection };
        }

        return type.IsInterface || type.IsAbstract || LeafRules.Handles(type) ? new Shape(type, ShapeKind.Open) : Copied(type);
    }

    private static Shape Copied(Type type)
    {
        var fields = CopiedFields.Of(type);
        if (fields.Refusal is { } refusal)
        {
            return new Shape(type, ShapeKind.Refused) { Refusal = refusal };
        }

        if (!type.IsValueType)
        {
            return new Shape(type, ShapeKind.Object)
            {
                Fields = Array.ConvertAll(fields.Fields, field => (field, OfPlace(field.FieldType))),
                MinimumBytes = Math.Max(1, fields.Fields.Length),
            };
        }

        var shapes = Array.ConvertAll(fields.Fields, field => (Field: field, Shape: OfPlace(field.FieldType)));
        var isBlock = shapes.Length > 0 && !CopiedFields.IsListed(type) && Array.TrueForAll(shapes, pair => pair.Shape.IsBlock);
        return new Shape(type, ShapeKind.Struct)
        {
            Fields = shapes,
            IsBlock = isBlock,
            Size = RuntimeHelpers.SizeOf(type.TypeHandle),
            MinimumBytes = (int)Math.Min(int.MaxValue, Math.Max(1, shapes.Sum(pair => (long)pair.Shape.MinimumBytes))),
        };
    }

}

/// <summary>The ways in which values travel.</summary>
internal enum ShapeKind
{
    /// <summary>Decided by the object at hand: interfaces, abstract classes, and what leaf rules take.</summary>
    Open,

    /// <summary>Not at all.</summary>
    Refused,

    /// <summary>A number, character, truth value or enumeration value, as its bytes.</summary>
    Primitive,

    /// <summary>A value of .NET, by a rule.</summary>
    Value,

    /// <summary>A flag and what is in it.</summary>
    Nullable,

    /// <summary>A value, field by field, in the place where it is held.</summary>
    Struct,

    /// <summary>An object, field by field.</summary>
    Object,

    /// <summary>Element by element.</summary>
    Array,

    /// <summary>Methods and what they are bound to.</summary>
    Delegate,

    /// <summary>A collection of .NET, by its elements.</summary>
    Collection,
}
