using System.Reflection;

namespace Flink.Core.Closures;

/// <summary>The types, fields and methods that a closure names, each once.</summary>
internal sealed class TypeTable
{
    private readonly Dictionary<Assembly, int> _assemblies = [];
    private readonly Dictionary<Type, int> _types = [];
    private readonly Dictionary<MethodInfo, int> _methods = [];
    private readonly HashSet<Type> _withFields = [];
    private readonly ClosureOutput _assemblyText = new();
    private readonly ClosureOutput _typeText = new();
    private readonly ClosureOutput _fieldText = new();
    private readonly ClosureOutput _methodText = new();

    public IReadOnlyCollection<Assembly> Assemblies => _assemblies.Keys;

    public int IndexOf(Type type)
    {
        if (_types.TryGetValue(type, out var index))
        {
            return index;
        }

        // Parts first: an entry refers to earlier ones only.
        if (type.IsArray)
        {
            var element = IndexOf(type.GetElementType()!);
            _typeText.Byte(type.IsSZArray ? (byte)TypeCode.Vector : (byte)TypeCode.Array);
            _typeText.Count(element);
            if (!type.IsSZArray)
            {
                _typeText.Count(type.GetArrayRank());
            }
        }
        else if (type.IsConstructedGenericType)
        {
            var definition = IndexOf(type.GetGenericTypeDefinition());
            var arguments = Array.ConvertAll(type.GetGenericArguments(), IndexOf);
            _typeText.Byte((byte)TypeCode.Generic);
            _typeText.Count(definition);
            WriteIndexes(_typeText, arguments);
        }
        else
        {
            var assembly = IndexOf(type.Assembly);
            _typeText.Byte((byte)TypeCode.Named);
            _typeText.Count(assembly);
            _typeText.Text(type.FullName!);
        }

        return _types[type] = _types.Count;
    }

    public int IndexOf(MethodInfo method)
    {
        if (_methods.TryGetValue(method, out var index))
        {
            return index;
        }

        var type = IndexOf(method.DeclaringType!);
        var arguments = method.IsGenericMethod ? Array.ConvertAll(method.GetGenericArguments(), IndexOf) : [];
        _methodText.Count(type);
        _methodText.Text(method.Name);
        WriteIndexes(_methodText, arguments);
        _methodText.Text(SignatureOf(method));
        return _methods[method] = _methods.Count;
    }

    /// <summary>Says which fields follow one another for a type.</summary>
    public void AddFields(Shape shape)
    {
        if (!_withFields.Add(shape.Type))
        {
            return;
        }

        var type = IndexOf(shape.Type);
        var fields = Array.ConvertAll(
            shape.Fields, pair => (pair.Field.Name, Declaring: IndexOf(pair.Field.DeclaringType!), Type: ValueType(pair.Field.FieldType)));
        _fieldText.Count(type);
        _fieldText.Count(fields.Length);
        foreach (var (name, declaring, fieldType) in fields)
        {
            _fieldText.Text(name);
            _fieldText.Count(declaring);
            _fieldText.Count(fieldType);
        }
    }

    public void WriteTo(ClosureOutput output)
    {
        WriteSection(output, _assemblies.Count, _assemblyText);
        WriteSection(output, _types.Count, _typeText);
        WriteSection(output, _withFields.Count, _fieldText);
        WriteSection(output, _methods.Count, _methodText);
    }

    /// <summary>Tells the methods of one name in one type apart.</summary>
    public static string SignatureOf(MethodInfo method) => (method.IsGenericMethod ? method.GetGenericMethodDefinition() : method).ToString()!;

    // References are checked when they are set; the bytes of a value depend on its type.
    private int ValueType(Type type) => type.IsValueType ? IndexOf(type) + 1 : 0;

    private int IndexOf(Assembly assembly)
    {
        if (!_assemblies.TryGetValue(assembly, out var index))
        {
            index = _assemblies.Count;
            _assemblies.Add(assembly, index);
            var name = assembly.GetName();
            _assemblyText.Text(name.Name!);
            _assemblyText.Text(name.Version?.ToString() ?? "");
        }

        return index;
    }

    private static void WriteIndexes(ClosureOutput output, int[] indexes)
    {
        output.Count(indexes.Length);
        Array.ForEach(indexes, output.Count);
    }

    private static void WriteSection(ClosureOutput output, int count, ClosureOutput content)
    {
        output.Count(count);
        output.Bytes(content.Written);
    }
}

/// <summary>The forms of a type's name: part of the format.</summary>
internal enum TypeCode : byte
{
    Named = 0,
    Generic = 1,
    Vector = 2,
    Array = 3,
}
