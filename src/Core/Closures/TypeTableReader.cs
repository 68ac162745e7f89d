using System.Reflection;

namespace Flink.Core.Closures;

/// <summary>Finds the types, fields and methods that a closure names.</summary>
internal sealed class TypeTableReader
{
    private const int MaxNesting = 100;
    private const BindingFlags Declared =
        BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly ClosureInput _input;
    private readonly (string Name, string Version, Assembly Assembly)[] _assemblies;
    private readonly List<(Type Type, int Nesting, int Assembly)> _types = [];
    private readonly Dictionary<Type, (FieldInfo Field, Shape Shape)[]> _fields = [];
    private readonly List<MethodInfo> _methods = [];

    public TypeTableReader(ClosureInput input, TypeResolver resolver)
    {
        _input = input;
        _assemblies = new (string, string, Assembly)[input.Count(3)];
        for (var i = 0; i < _assemblies.Length; i++)
        {
            var (name, version) = (input.Text(), input.Text());
            _assemblies[i] = (name, version, resolver.Find(name, version));
        }

        for (var left = input.Count(3); left > 0; left--)
        {
            ReadTypeEntry();
        }

        for (var left = input.Count(2); left > 0; left--)
        {
            ReadFieldEntry();
        }

        for (var left = input.Count(4); left > 0; left--)
        {
            ReadMethodEntry();
        }
    }

    public Type ReadType() => _types[_input.Index(_types.Count, "type")].Type;

    public MethodInfo ReadMethod() => _methods[_input.Index(_methods.Count, "method")];

    public (FieldInfo Field, Shape Shape)[] FieldsOf(Type type) =>
        _fields.GetValueOrDefault(type) ?? _input.Corrupt<(FieldInfo, Shape)[]>($"the fields of {type} are not described");

    private void ReadTypeEntry()
    {
        switch ((TypeCode)_input.Byte())
        {
            case TypeCode.Named:
                var assembly = _input.Index(_assemblies.Length, "assembly");
                var name = _input.Text();
                var type = _assemblies[assembly].Assembly.GetType(name, throwOnError: false)
                    ?? throw new ClosureException($"Type '{name}' is not there: {Versions(assembly)}.");
                _types.Add((type, 0, assembly));
                break;
            case TypeCode.Generic:
                var definition = _types[_input.Index(_types.Count, "type")];
                var arguments = new (Type Type, int Nesting, int Assembly)[_input.Count()];
                for (var i = 0; i < arguments.Length; i++)
                {
                    arguments[i] = _types[_input.Index(_types.Count, "type")];
                }

                AddNested(
                    definition.Type.MakeGenericType(Array.ConvertAll(arguments, one => one.Type)),
                    arguments.Length == 0 ? 0 : arguments.Max(one => one.Nesting),
                    definition.Assembly);
                break;
            case TypeCode.Vector:
                var element = _types[_input.Index(_types.Count, "type")];
                AddNested(element.Type.MakeArrayType(), element.Nesting, element.Assembly);
                break;
            case TypeCode.Array:
                var (of, nesting, from) = _types[_input.Index(_types.Count, "type")];
                AddNested(of.MakeArrayType(_input.Index(33, "rank")), nesting, from);
                break;
            default:
                _input.Corrupt<int>("a type's name is of an unknown form");
                break;
        }
    }

    private void AddNested(Type type, int nesting, int assembly)
    {
        if (nesting >= MaxNesting)
        {
            _input.Corrupt<int>($"a type is nested deeper than {MaxNesting}");
        }

        _types.Add((type, nesting + 1, assembly));
    }

    private void ReadFieldEntry()
    {
        var (type, _, assembly) = _types[_input.Index(_types.Count, "type")];
        var shape = Shape.Of(type);
        if (shape.Kind is not (ShapeKind.Object or ShapeKind.Struct))
        {
            _input.Corrupt<int>($"{type} has no fields that are copied");
        }

        var fields = new (FieldInfo, Shape)[_input.Count(3)];
        for (var i = 0; i < fields.Length; i++)
        {
            var name = _input.Text();
            var declaring = ReadType();
            var valueType = _input.Index(_types.Count + 1, "type");
            var match = Array.Find(shape.Fields, pair => pair.Field.Name == name && pair.Field.DeclaringType == declaring);
            if (match.Field is null || (valueType == 0 ? match.Field.FieldType.IsValueType : match.Field.FieldType != _types[valueType - 1].Type))
            {
                throw new ClosureException($"Field '{name}' of type '{type}' is not there, or has another type: {Versions(assembly)}.");
            }

            fields[i] = match;
        }

        if (fields.Length != shape.Fields.Length)
        {
            var more = Array.Find(shape.Fields, pair => !Array.Exists(fields, one => one.Item1 == pair.Field));
            throw new ClosureException($"Field '{more.Field?.Name}' of type '{type}' was not there when the job was built: {Versions(assembly)}.");
        }

        _fields[type] = fields;
    }

    private void ReadMethodEntry()
    {
        var (type, _, assembly) = _types[_input.Index(_types.Count, "type")];
        var name = _input.Text();
        var arguments = new Type[_input.Count()];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = ReadType();
        }

        var signature = _input.Text();
        var method = Array.Find(
            type.GetMethods(Declared),
            one => one.Name == name && (one.IsGenericMethodDefinition ? one.GetGenericArguments().Length : 0) == arguments.Length
                && TypeTable.SignatureOf(one) == signature)
            ?? throw new ClosureException(
                $"Method '{signature}' of type '{type}' is not there: {Versions(assembly)}. A lambda is found by its place in its method, so job and code must come from one build.");
        _methods.Add(arguments.Length == 0 ? method : method.MakeGenericMethod(arguments));
    }

    private string Versions(int assembly)
    {
        var (name, version, loaded) = _assemblies[assembly];
        return $"the job was built with {name} {version}, and here it is {loaded.GetName().Version} of {TypeResolver.Describe(loaded)}";
    }
}
